"""The page of an order in review: what is paid there is noted, and at the deadline it is closed."""

from __future__ import annotations

from pelicart.errors import NotFound
from pelicart.order import Order
from pelicart.orders.asking import concluded
from pelicart.orders.handoff import FORGOTTEN
from pelicart.orders.settle import PROCESSING_CHECK
from pelicart.payments.base import Payment, PaymentModule
from pelicart.writes import Store

LATER = 5 * 60
"""Seconds until a page is looked at again that its provider could not close."""


def watched(
    store: Store, module: PaymentModule, order: Order, now: int, by: str
) -> tuple[Order, int]:
    """The order after a look at its session, and when to look again; 0 once nothing comes of it.

    Only the merchant leads it out of review: nothing is taken, and no unit given back. Raises as
    the module and `settle`.
    """
    if order.state != "review" or not module.capabilities.looks_up:
        return order, 0
    over = now >= order.deadline
    try:
        payment = (module.close if over else module.look_up)(order.session)
    except NotFound:
        if now < order.deadline + FORGOTTEN:
            raise
        return order, 0
    order = concluded(store, module, payment, now, by)
    return order, _again(module, order, payment, now)


def _again(module: PaymentModule, order: Order, payment: Payment, now: int) -> int:
    """When this session is to be looked at next; what was agreed to nobody takes any more."""
    if payment.state == "processing":
        return now + PROCESSING_CHECK
    if payment.state != "open":
        return 0
    if now < order.deadline:
        return order.deadline
    return 0 if module.capabilities.lingers else now + LATER
