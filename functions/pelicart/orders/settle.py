"""The only way money changes an order: for return, notice, reconcile and the merchant alike.

Settling looks at what an authenticated read says now, not at which message came: duplicated, lost,
late and disordered messages need no code of their own. The rules that must never break stand in
the conditions of the writes; what a refused write means is told from the item as it stood.
"""

from __future__ import annotations

from pelicart.errors import NotFound
from pelicart.order import OPEN, Order, order_from
from pelicart.orders.moves import move
from pelicart.orders.receive import evidence, given_back, received
from pelicart.orders.stored import read_order, release
from pelicart.payments.base import Payment
from pelicart.writes import Refused, Store

PROCESSING_CHECK = 6 * 3600
"""Seconds until a payment that takes days is looked up again."""


def settle(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The order after what the provider says was taken into account; safe to repeat.

    `by` names who asked (`notice:stripe`, `reconcile`). Raises `NotFound` for an unknown order,
    `Raced` when the table is contended.
    """
    if payment.state == "paid":
        return given_back(store, received(store, payment, now, by), payment, now, by)
    if payment.state == "processing":
        return _processing(store, payment, now, by)
    order = read_order(store, payment.order)
    if payment.state == "open" or order.state not in OPEN:
        return order
    if order.session not in {"", payment.session}:
        return order  # an earlier attempt ended; the present one decides
    return release(store, order, now, by, payment.state)


def _processing(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The money is on its way: the hold stays, the order waits."""
    write = move(
        payment.order,
        "awaiting",
        evidence("awaiting", payment, now, by),
        due_at=now + PROCESSING_CHECK,
        since=("new", "pending"),
        change={"session": payment.session},
    )
    try:
        return order_from(store.write(write))
    except Refused as refused:
        if not refused.items[0]:
            raise NotFound("no such order", order=payment.order) from refused
        return order_from(refused.items[0])
