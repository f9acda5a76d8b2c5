"""What every payment module speaks: hand-offs out, payments and notices in.

A module is a frozen dataclass built by `wiring` from its public options and its secrets; it
alone knows the provider's words, amounts and currencies, and translates them to ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

from pelicart.money import Money
from pelicart.order import Order


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser there by 303; `session` names the provider's session, `expires` its end."""

    url: str
    session: str
    expires: int


@dataclass(frozen=True, slots=True)
class PostForm:
    """Let the browser post these fields there: an auto-submitting form with a visible button."""

    url: str
    fields: Mapping[str, str]
    session: str
    expires: int


@dataclass(frozen=True, slots=True)
class Instructions:
    """Nothing to open: the order waits until `expires` for the merchant to mark it paid."""

    expires: int


HandOff = Redirect | PostForm | Instructions


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the provider sends the browser and its notices; from the shop's origin alone."""

    done: str
    back: str
    notice: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the provider's page calls things, in the order's language; `taxes` by rate."""

    order: str
    taxes: Mapping[int, str] = field(default_factory=dict)


PaymentState = Literal["open", "processing", "paid", "failed", "expired"]


@dataclass(frozen=True, slots=True)
class Payment:
    """What an authenticated read at the provider (or a fully MAC-verified message) says.

    `captured` and `refunded` are cumulative. `open`: the shopper can still pay; `processing`: the
    money is on its way; `failed` and `expired`: this session can no longer be paid.
    """

    state: PaymentState
    order: str
    session: str
    captured: Money
    refunded: Money
    live: bool
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified message that something happened; `payment` comes with it or is looked up.

    `order` may be empty when the message names the session alone.
    """

    session: str
    order: str = ""
    event: str = ""
    payment: Payment | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The provider's own form of 'received'."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a module can do; `origins` lists every https origin a hand-off passes through.

    Where it can't look up there is nobody to ask: an unpaid order simply ends at its deadline.
    """

    refunds: bool = False
    looks_up: bool = True
    origins: Sequence[str] = field(default=())


class PaymentModule(Protocol):
    """One provider. Raises `ProviderDown` or `ProviderRefused`, never a vendor's own error.

    `NotFound` means that a session is none of this shop's, `Misconfigured` that the provider
    doesn't take our key: then nothing is known of any session.
    """

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """The module with its secrets and addresses, or `Misconfigured`."""

    @property
    def live(self) -> bool:
        """Whether real money moves; an order is only ever paid in the mode it was made in."""

    @property
    def capabilities(self) -> Capabilities:
        """What this module can do."""

    def accepts(self, total: Money) -> bool:
        """Whether the provider can be asked for exactly this; else its method is not offered."""

    def start(self, order: Order, urls: Urls, words: Words) -> HandOff:
        """Opens, or finds again, the one session of `order.attempt`: same order, same session.

        `ProviderRefused` spends the attempt: nothing payable came of it, another may succeed.
        """

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Verifies and parses the same raw bytes; None if it is no concern of ours. `Forged`."""

    def look_up(self, session: str) -> Payment:
        """Reads a session, or what a notice called one, at the provider, authenticated."""

    def close(self, session: str) -> Payment:
        """Makes the session unpayable if it still is open, and says what became of it."""

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives back part or all of what was captured; the same key gives back once."""

    def resume(self, session: str) -> str:
        """Address of a session that is still open, or empty text."""

    def acknowledge(self) -> Acknowledgement:
        """What the provider wants to hear once its notice was durably handled."""
