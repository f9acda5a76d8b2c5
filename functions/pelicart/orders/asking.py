"""One look at the provider and all that follows: what was agreed is taken, what is true settled.

Return, notice, reconcile and the merchant come by here, so that money is taken in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart.order import RELEASED, Order, State
from pelicart.orders.receive import from_elsewhere, opened, set_aside
from pelicart.orders.settle import claimed, declined, settle
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment, PaymentModule
from pelicart.writes import Store


def asked(store: Store, module: PaymentModule, session: str, now: int, by: str) -> Order:
    """The order of this session after an authenticated read; raises as the module and `settle`."""
    return concluded(store, module, module.look_up(session), now, by)


def concluded(store: Store, module: PaymentModule, payment: Payment, now: int, by: str) -> Order:
    """The order after this payment, with the capture if the shopper agreed to it.

    The order is moved to `awaiting` before the money is taken: from then on nobody gives it up
    until the provider says that nothing was. A crash between is taken up again by `reconcile`.
    """
    if module.capabilities.strangers_open:
        order = read_order(store, payment.order)
        if payment.session not in opened(order):
            return from_elsewhere(store, order, payment, now, by)
    if payment.state == "approved":
        order, ours = claimed(store, payment, now, by)
        if not ours:
            return order
        payment = module.capture(payment.session)
        if payment.state == "open":
            return declined(store, order, payment, now, by)
    order = settle(store, payment, now, by)
    if module.capabilities.refunds and _shrunk(order, payment):
        # The read may be older than the refund; the next one can't be.
        payment = module.look_up(payment.session)
        if _shrunk(order, payment):
            return set_aside(store, order, payment, now, by, "refund-failed")
    return order


GIVEN_BACK: tuple[State, ...] = ("part_refunded", "refunded", *RELEASED)
"""States in which an order counts what was given back; given up, after a decision."""


def _shrunk(order: Order, payment: Payment) -> bool:
    """Whether less was given back than we know of: a bank has sent a refund back."""
    if payment.dispute == "lost":
        return False
    counted = order.state in GIVEN_BACK and order.reference == payment.reference
    less = counted and payment.refunded.minor < order.refunded
    return less or _owed_again(order, payment)


def _owed_again(order: Order, payment: Payment) -> bool:
    """Whether a payment that was owed went back, and came; that is noted once."""
    of_it = [entry.get("why") for entry in order.history if _about(entry, payment)]
    kept = payment.refunded.minor < payment.captured.minor
    return kept and "returned" in of_it and "refund-failed" not in of_it


def _about(entry: Mapping[str, Any], payment: Payment) -> bool:
    return bool(payment.reference) and entry.get("reference") == payment.reference
