"""Orders that wait for money by hand: their reminders, and the merchant who lets them wait longer.

Each is one conditional write with its history entry; the duty left is the next reminder, or else
the deadline.
"""

from __future__ import annotations

from collections.abc import Sequence

from pelicart.errors import Raced, WrongState
from pelicart.order import Order, due_partition, order_from, order_key
from pelicart.orders.moves import event, untold
from pelicart.orders.stored import read_order
from pelicart.writes import AtMost, Is, Refused, Store, Write

DAY = 86400


def next_duty(reminders: Sequence[int], deadline: int) -> int:
    """When an order that waits is to be looked at next."""
    return min((*reminders, deadline))


def remind(store: Store, order: Order, now: int) -> Order:
    """The order with a reminder in its history; several that are overdue are one.

    Its page shows the reminder from then on.
    """
    left = tuple(at for at in order.reminders if at > now)
    entry = event("awaiting", now, "shop", why="reminded")
    later = {"reminders": list(left), "due_at": next_duty(left, order.deadline)}
    noted = Write(
        order_key(order.id),
        expect=(*_unchanged(order), AtMost("due_at", now)),
        set={**later, **untold(order.id, entry)},
        append={"history": [entry]},
    )
    try:
        return order_from(store.write(noted))
    except Refused:
        return read_order(store, order.id)


def extend(store: Store, order: Order, days: int, *, now: int, by: str) -> Order:
    """The order with its deadline so many days later, and as many from now at least.

    Raises `WrongState` unless it waits for money by hand, `Raced` if it was moved meanwhile.
    """
    if order.module != "manual" or order.state != "awaiting":
        raise WrongState(f"the order is {order.state}", order=order.id)
    deadline = max(order.deadline, now) + days * DAY
    left = tuple(at for at in order.reminders if at > now)
    later = Write(
        order_key(order.id),
        expect=_unchanged(order),
        set={
            "deadline": deadline,
            "reminders": list(left),
            "due": due_partition(order.id),
            "due_at": next_duty(left, deadline),
        },
        append={"history": [event("awaiting", now, by, why="extended", until=deadline)]},
    )
    try:
        return order_from(store.write(later))
    except Refused as refused:
        raise Raced("the order was moved meanwhile", order=order.id) from refused


def _unchanged(order: Order) -> tuple[Is, ...]:
    return (Is("state", ("awaiting",)), Is("deadline", (order.deadline,)))
