"""Cheque, fax, bank transfer: the merchant sees the money and says so by command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, Self

from pelicart.errors import Forged, PelicartError, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import Capabilities, Instructions, Urls, Words


@dataclass(frozen=True, slots=True)
class Manual:
    """No provider stands behind it, so whatever asks one is refused.

    An unpaid order ends at its deadline without asking anybody: that is what `looks_up=False`
    tells reconcile.
    """

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:  # noqa: ARG003
        """It has no secrets."""
        return cls()

    @property
    def live(self) -> bool:
        """Cheques are real."""
        return True

    @property
    def capabilities(self) -> Capabilities:
        """None of it."""
        return Capabilities(refunds=False, looks_up=False)

    def accepts(self, total: Money) -> bool:
        """Anything there is to pay."""
        return total.minor > 0

    def start(self, order: Order, urls: Urls, words: Words) -> Instructions:  # noqa: ARG002
        """What to do stands on the order page, until the order's deadline."""
        return Instructions(expires=order.deadline)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> NoReturn:  # noqa: ARG002
        """Nobody sends notices here: `Forged`."""
        raise Forged("a manual method has no notices")

    def look_up(self, session: str) -> NoReturn:
        """There is nowhere to read: `ProviderRefused`."""
        raise ProviderRefused("a manual method has no sessions", session=session)

    def close(self, session: str) -> NoReturn:
        """There is nothing to close: `ProviderRefused`."""
        raise ProviderRefused("a manual method has no sessions", session=session)

    def refund(self, order: Order, amount: Money, key: str) -> NoReturn:  # noqa: ARG002
        """The merchant pays back as they were paid: `ProviderRefused`."""
        raise ProviderRefused("a manual method gives nothing back", order=order.id)

    def capture(self, session: str) -> NoReturn:
        """There is nobody to take money from: `ProviderRefused`."""
        raise ProviderRefused("a manual method has no sessions", session=session)

    def resume(self, order: Order, urls: Urls, words: Words) -> None:
        """No page to go back to."""

    def acknowledge(self, wrong: PelicartError | None = None) -> None:
        """The usual status: there are no notices."""

    def sample(self, now: int) -> None:
        """There are no notices."""
