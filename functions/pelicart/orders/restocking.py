"""Units of an order that was paid go back on sale, by the merchant's word and once."""

from __future__ import annotations

from pelicart.errors import Raced, WrongState
from pelicart.order import Order, State, order_key
from pelicart.orders.moves import event, put_back
from pelicart.orders.stored import read_order
from pelicart.writes import Counts, Is, Refused, Store, Write

GIVEN_BACK: tuple[State, ...] = ("part_refunded", "refunded", "disputed")
"""States of an order whose goods may have come back, or never left."""


def restock(store: Store, order: Order, *, now: int, by: str) -> Order:
    """The order without its units, which are on sale again; the same word twice counts once.

    Raises `WrongState` unless money went back, or none came for there was nothing to pay; `Raced`
    if the order was moved meanwhile.
    """
    if order.restocked:
        return order
    free = order.state == "paid" and not order.total
    if not (order.state in GIVEN_BACK or free) or not order.holding:
        raise WrongState(f"the order is {order.state}", order=order.id)
    entry = event(order.state, now, by, why="restocked")
    note = Write(
        order_key(order.id),
        expect=(Is("state", (order.state,)), Counts("history", len(order.history))),
        set={"restocked": True},
        append={"history": [entry]},
    )
    try:
        store.write_all([note, *put_back(order)])
    except Refused as refused:
        current = read_order(store, order.id)
        if current.restocked:
            return current
        raise Raced("the order was moved meanwhile", order=order.id) from refused
    return read_order(store, order.id)
