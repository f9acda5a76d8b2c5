"""One order in the table: read, and given up."""

from __future__ import annotations

from contextlib import suppress

from pelicart.errors import NotFound
from pelicart.order import Order, State, order_from, order_key
from pelicart.orders.moves import event, let_go
from pelicart.writes import Refused, Store


def read_order(store: Store, order_id: str) -> Order:
    """The order as stored, or `NotFound`."""
    item = store.read([order_key(order_id)]).get(order_key(order_id))
    if item is None:
        raise NotFound("no such order", order=order_id)
    return order_from(item)


def release(store: Store, order: Order, now: int, by: str, why: str) -> Order:
    """Ends an unpaid order and gives its units back, once; a race lost is read again.

    Call it only when the provider said that the session can't be paid any more, or there is none.
    """
    to: State = "cancelled" if order.wanted == "cancelled" else "expired"
    with suppress(Refused):  # somebody moved the order first: what stands now is the answer
        store.write_all(let_go(order, to, event(to, now, by, why=why)))
    return read_order(store, order.id)
