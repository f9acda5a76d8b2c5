"""What every payment module speaks: hand-offs out, payments and notices in.

A module is a frozen dataclass built by `wiring` from its public options and its secrets; it
alone knows the provider's words, amounts and currencies, and translates them to ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

from pelicart.errors import PelicartError
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
    """What the provider's page calls things, in the order's language; `taxes` by rate.

    `fee` names what the way to pay adds; it is empty for an order without one.
    """

    order: str
    taxes: Mapping[int, str] = field(default_factory=dict)
    fee: str = ""


PaymentState = Literal["open", "approved", "processing", "paid", "failed", "expired"]
Dispute = Literal["", "open", "won", "lost"]


@dataclass(frozen=True, slots=True)
class Payment:
    """What an authenticated read at the provider (or a fully MAC-verified message) says.

    `captured` and `refunded` are cumulative; `refunded` counts what is under way too. `open`: the
    shopper can still pay; `approved`: they agreed, and the money waits for our `capture`;
    `processing`: it is on its way; `failed` and `expired`: this session can no longer be paid.
    `dispute` tells what became of the shopper's bank asking for the money back.
    """

    state: PaymentState
    order: str
    session: str
    captured: Money
    refunded: Money
    live: bool
    reference: str = ""
    dispute: Dispute = ""


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
    """The provider's own form of 'received', or of 'not accepted'."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A genuine notice about no order at all, as `doctor` posts it to the deployed address."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a module can do; `origins` lists every https origin a hand-off passes through.

    Where it can't look up there is nobody to ask: an unpaid order simply ends at its deadline.
    `lingers` is for how many seconds after an order's last hand-off its page can still be paid,
    where the provider has no call that closes it: the order's units are kept that long. `probe` is
    a session's name that nobody has: asking for it shows whether the provider takes our key.
    `strangers_open` says that sessions can be made without our secret, by any browser that knows
    the account: then only one that was stored counts.
    """

    refunds: bool = False
    looks_up: bool = True
    lingers: int = 0
    probe: str = ""
    strangers_open: bool = False
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

    def resume(self, order: Order, urls: Urls, words: Words) -> HandOff | None:
        """Back to `order.session` while it can be paid by the shopper; None if it can't be now."""

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Verifies and parses the same raw bytes; None if it is no concern of ours. `Forged`."""

    def look_up(self, session: str) -> Payment:
        """Reads a session, or what a notice called one, at the provider, authenticated."""

    def capture(self, session: str) -> Payment:
        """Takes the money of an `approved` session; asked twice it is taken once.

        Only `orders.asking` calls it, after the order was moved so that nobody can give it up.
        """

    def close(self, session: str) -> Payment:
        """Makes the session unpayable if it still is open, and says what became of it.

        `open` says that the provider couldn't: its page stays payable until it ends by itself.
        """

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """Gives back part or all of what was captured; the same order and key give back once.

        `order.refunded` is what had been given back before.
        """

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        """What the provider wants to hear once its notice was durably handled.

        `wrong` is why it wasn't; then None leaves it to the status that the error usually has.
        """

    def sample(self, now: int) -> Sample | None:
        """A notice as the provider would sign it; None where only the provider can."""
