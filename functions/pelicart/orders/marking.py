"""An order that waits for a cheque or a transfer, settled by the merchant's word."""

from __future__ import annotations

from pelicart.errors import ReferenceUsed, SoldOut, WrongAmount, WrongState
from pelicart.methods import BY_HAND
from pelicart.money import Money
from pelicart.order import OPEN, Order
from pelicart.orders.moves import event, short_of, take_again
from pelicart.orders.receive import RELEASED, paying
from pelicart.orders.stored import read_order
from pelicart.writes import Absent, Refused, Store, Write


def mark_paid(
    store: Store, order_id: str, amount: Money, reference: str, *, now: int, by: str
) -> Order:
    """The order, paid; the same word twice changes nothing.

    `reference` names the bank line or cheque and pays one order only. Raises `WrongAmount`,
    `ReferenceUsed`, `WrongState`, `NotFound`, or `SoldOut` when the units of an order that was
    given up are gone; nothing is written then.
    """
    order = read_order(store, order_id)
    if order.reference == reference and order.captured:
        return order
    if amount != order.money:
        raise WrongAmount(f"{amount} is not {order.money}", order=order_id)
    if order.module not in BY_HAND or order.state not in {*OPEN, *RELEASED}:
        raise WrongState(f"the order is {order.state}", order=order_id)
    entry = event("paid", now, by, reference=reference, amount=order.total)
    late = order.state in RELEASED
    paid = paying(order.id, (order.state,), entry, amount, live=order.live)
    once = _used(reference, order, now)
    try:
        store.write_all([once, *(take_again(order, paid) if late else [paid])])
    except Refused as refused:
        return _standing(store, order, reference, refused)
    return read_order(store, order_id)


def _used(reference: str, order: Order, now: int) -> Write:
    """Puts the bank line in the table, where it can stand but once."""
    key = f"BANK#{reference}"
    return Write(key, expect=(Absent(),), put={"key": key, "order": order.id, "at": now})


def _standing(store: Store, order: Order, reference: str, refused: Refused) -> Order:
    """The order, if the same word came twice at once; else why it could not be paid."""
    line, _, *counters = refused.items
    if line and line.get("order") != order.id:
        raise ReferenceUsed(f"it paid order {line['order']}", order=order.id) from refused
    current = read_order(store, order.id)
    if current.reference == reference and current.captured:
        return current
    if current.state == order.state and any(item is not None for item in counters):
        raise SoldOut(*short_of(order.quote, counters)) from refused
    raise WrongState(f"the order is {current.state}", order=order.id) from refused
