"""What an order's provider says of it now, held against the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pelicart.errors import NotFound, PelicartError
from pelicart.order import BY_HAND, OPEN, RELEASED, Order
from pelicart.orders.receive import OWED
from pelicart.payments.base import Payment, PaymentModule
from pelicart.wiring import Wiring

_STATES = {
    "open": "its page can still be paid",
    "approved": "the shopper agreed, and the money is to be taken",
    "processing": "the money is on its way",
    "paid": "paid",
    "failed": "the payment failed",
    "expired": "its page has ended unpaid",
}
_FITS = {
    "open": {"new", "pending"},
    "approved": {"awaiting"},
    "processing": {"awaiting"},
}
"""Which states of an open order say the same as its payment."""


@dataclass(frozen=True, slots=True)
class Look:
    """One read of each payment; `unasked` says why there was none."""

    payments: tuple[Payment, ...] = ()
    unasked: str = ""
    forgotten: tuple[str, ...] = ()


def look(wired: Wiring, order: Order) -> Look:
    """Asks for the order's payment; in review for each that its history names."""
    if order.module in BY_HAND or not order.total:
        return Look(unasked="there is no provider: money comes and goes by hand")
    sessions = _sessions(order)
    if not sessions:
        return Look(unasked="no payment page was opened")
    try:
        module = wired.module(order.module)
        if not module.capabilities.looks_up:
            return Look(unasked=f"{order.module} can't be asked")
        if module.live != order.live:
            return Look(unasked=f"the key of {order.module} here is for the other mode")
        found = [(session, _read(module, session)) for session in sessions]
    except PelicartError as wrong:
        return Look(unasked=f"{order.module} could not be asked: {wrong}")
    return Look(
        tuple(payment for _, payment in found if payment),
        forgotten=tuple(session for session, payment in found if payment is None),
    )


def _sessions(order: Order) -> list[str]:
    named = [str(entry.get("session", "")) for entry in order.history]
    return list(dict.fromkeys(filter(None, [order.session, *(named * (order.state == "review"))])))


def _read(module: PaymentModule, session: str) -> Payment | None:
    try:
        return module.look_up(session)
    except NotFound:
        return None


def said(order: Order, seen: Look) -> Iterator[str]:
    """What it says of each payment, and whether the table says the same."""
    if seen.unasked:
        yield seen.unasked
    for payment in seen.payments:
        money = f", {payment.captured}" if payment.captured.minor else ""
        back = f", {payment.refunded} given back" if payment.refunded.minor else ""
        dispute = f", disputed: {payment.dispute}" if payment.dispute else ""
        name = payment.reference or payment.session
        yield f"{name}: {_STATES[payment.state]}{money}{back}{dispute}"
    for session in seen.forgotten:
        yield f"{session}: it knows of no such payment"
    if seen.payments and order.state != "review":
        yield "the table says OTHERWISE" if differs(order, seen) else "the table says the same"


def differs(order: Order, seen: Look) -> bool:
    """Whether the table doesn't count yet what its provider says; a review fits nothing anyway."""
    return order.state != "review" and any(_differs(order, one) for one in seen.payments)


def _differs(order: Order, payment: Payment) -> bool:
    if order.state in OPEN:
        return order.state not in _FITS.get(payment.state, set())
    if order.state in RELEASED or order.reference != payment.reference:
        kept = payment.captured.minor - payment.refunded.minor
        return kept > 0 and not _noted(order, payment)
    if payment.dispute == "open" and order.state != "disputed":
        return True
    return payment.dispute != "lost" and (
        (payment.captured.minor, payment.refunded.minor) != (order.captured, order.refunded)
    )


def _noted(order: Order, payment: Payment) -> bool:
    """Whether it is written down that this money belongs to the shopper."""
    return any(
        entry.get("why") in OWED and entry.get("reference") == payment.reference
        for entry in order.history
    )
