"""What a payment at the bank is named by, which is all that is needed to ask for it again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pelicart.errors import NotFound, ProviderRefused
from pelicart.money import EXPONENTS, Money
from pelicart.order import Order
from pelicart.payments.monetico.paris import paris

AGAIN = "0189"
"""Last characters of the references of further attempts: they stand in no order's number."""

_ORDER = re.compile(r"[A-Z2-7]{26}", re.ASCII)
_SESSION = re.compile(
    r"([A-Z2-7]{11}[A-Z0-9])\.([0-9]{8})\.([0-9]{1,8})([A-Z]{3})\.([A-Z2-7]{26})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Session:
    """`reference` is the bank's name of it, `day` that of the form in Paris, as 20261124.

    The bank finds a payment by reference, day and sum together.
    """

    reference: str
    day: str
    money: Money
    order: str

    @property
    def text(self) -> str:
        """As orders keep it."""
        return f"{self.reference}.{self.day}.{self.money.minor}{self.money.currency}.{self.order}"

    @property
    def date(self) -> str:
        """The day as the bank writes it."""
        return f"{self.day[6:]}/{self.day[4:6]}/{self.day[:4]}"


def session_of(order: Order) -> Session:
    """The one of its attempt; `ProviderRefused` if there are no more."""
    if not _ORDER.fullmatch(order.id) or order.attempt > len(AGAIN) + 1:
        raise ProviderRefused("no reference is left for it", order=order.id)
    last = order.number[-1] if order.attempt == 1 else AGAIN[order.attempt - 2]
    day = paris(order.created).strftime("%Y%m%d")
    return Session(order.number[:-1] + last, day, order.money, order.id)


def read_session(text: str) -> Session:
    """Inverse of `text`; `NotFound` for anything else, for it may come from a browser."""
    match = _SESSION.fullmatch(text)
    if not match or match[4] not in EXPONENTS:
        raise NotFound("no session of this shop")
    reference, number = match[1], match[5][:12]
    own = reference == number or (reference[:-1] == number[:-1] and reference[-1] in AGAIN)
    if not own:
        raise NotFound("no session of this order")
    return Session(reference, match[2], Money(int(match[3]), match[4]), match[5])
