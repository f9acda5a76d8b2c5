"""What was ordered leaves the merchant, by their word: told to the shopper with its tracking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart.errors import Raced, WrongState
from pelicart.order import Order, State, order_from, order_key
from pelicart.orders.moves import event, move, untold
from pelicart.orders.stored import read_order
from pelicart.writes import Counts, Is, Refused, Store, Write

SENDABLE: tuple[State, ...] = ("paid", "part_refunded")
"""States in which goods may leave: their money is there."""

SENT = frozenset({"shipped", "tracking"})
"""Reasons of the entries that say how an order travels."""


def ship(store: Store, order: Order, tracking: str, carrier: str, *, now: int, by: str) -> Order:
    """The order, sent; the same word twice changes nothing, another tracking is told anew.

    What was sent before and refunded in part since stays so, with its tracking told. Raises
    `WrongState` unless it is paid, its units are still its own and its shopper has not withdrawn,
    `Raced` if it was moved meanwhile.
    """
    if order.state == "fulfilled" or (order.state in SENDABLE and sent(order) and order.holding):
        return _tracked(store, order, tracking, carrier, now, by)
    if order.withdrawn:
        raise WrongState("the shopper has withdrawn", order=order.id)
    if order.state not in SENDABLE or not order.holding:
        raise WrongState(f"the order is {order.state}", order=order.id)
    entry = event("fulfilled", now, by, why="shipped", **_travels(tracking, carrier))
    refunding = order.due_at if order.refunding or order.owed else 0
    write = move(
        order.id,
        "fulfilled",
        entry,
        expect=(Counts("history", len(order.history)),),
        due_at=refunding,
        since=(order.state,),
    )
    return _written(store, order, write, tracking, carrier)


def sent(order: Order) -> bool:
    """Whether its goods have left, whatever became of its money since."""
    return any(entry["state"] == "fulfilled" for entry in order.history)


def travels(order: Order) -> tuple[str, str]:
    """Tracking and carrier as last told, each maybe empty."""
    entries = (entry for entry in reversed(order.history) if entry.get("why") in SENT)
    last: Mapping[str, Any] = next(entries, {})
    return str(last.get("tracking", "")), str(last.get("carrier", ""))


def _tracked(store: Store, order: Order, tracking: str, carrier: str, now: int, by: str) -> Order:
    """The order with how it travels, where that is news."""
    if not (tracking or carrier) or travels(order) == (tracking, carrier):
        return order
    entry = event(order.state, now, by, why="tracking", **_travels(tracking, carrier))
    write = Write(
        order_key(order.id),
        expect=(Is("state", (order.state,)), Counts("history", len(order.history))),
        set=untold(order.id, entry),
        append={"history": [entry]},
    )
    return _written(store, order, write, tracking, carrier)


def _travels(tracking: str, carrier: str) -> dict[str, str]:
    said = {"tracking": tracking, "carrier": carrier}
    return {name: text for name, text in said.items() if text}


def _written(store: Store, order: Order, write: Write, tracking: str, carrier: str) -> Order:
    """The order after the write, or as it stands if the same word came twice at once."""
    try:
        return order_from(store.write(write))
    except Refused as refused:
        current = read_order(store, order.id)
        told = sent(current) and current.state in {"fulfilled", *SENDABLE}
        if told and travels(current) == (tracking, carrier):
            return current
        raise Raced("the order was moved meanwhile", order=order.id) from refused
