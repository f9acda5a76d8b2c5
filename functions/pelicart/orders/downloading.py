"""Hands out an order's files, so many times each and not once more; the merchant may grant more.

What is counted is a link, which is good for a few minutes. Pressed again meanwhile, it is the same
link, so that a double click or a broken line costs nothing.
"""

from __future__ import annotations

from pelicart.allowance import Allowance
from pelicart.downloads import AGAIN, DELIVERED, downloads, fetched, files
from pelicart.errors import Raced, WrongState
from pelicart.order import Order, order_from, order_key
from pelicart.orders.moves import event
from pelicart.orders.stored import read_order
from pelicart.writes import Absent, Counts, Is, Refused, Store, Write

GOOD_FOR = 300
"""Seconds from when a link is counted."""

SAME_LINK = 240
"""Seconds for which it is handed out again: it must still be good for the browser to use it."""

TRIES = 5


def hand_out(store: Store, order: Order, number: int, allowance: Allowance, now: int) -> int:
    """When the link to a file was counted, which is when it begins; 0 if none can be had.

    `number` is that of one of the order's `files`. `Raced` if they are asked for all the time.
    """
    for _ in range(TRIES):
        if order.state not in DELIVERED:
            return 0
        last = max(fetched(order, number), default=0)
        if 0 <= now - last < SAME_LINK:
            return last
        if downloads(order, allowance, now)[number].closed:
            return 0
        try:
            store.write(_counted(order, number, now))
        except Refused:
            order = read_order(store, order.id)
        else:
            return now
    raise Raced("its files are asked for all the time", order=order.id)


def _counted(order: Order, number: int, now: int) -> Write:
    """One more download, if the list is as it was read: it was found short enough."""
    return Write(
        order_key(order.id),
        expect=(
            Is("state", DELIVERED),
            Counts("downloads", len(order.downloads)),
            # Whoever withdraws at the same moment withdraws from this file or has it, never both.
            Is("withdrawn", (order.withdrawn,)) if order.withdrawn else Absent("withdrawn"),
        ),
        append={"downloads": [{"at": now, "file": number}]},
    )


def grant_again(store: Store, order: Order, *, now: int, by: str) -> Order:
    """The order with days and times begun anew, for all of its files.

    Raises `WrongState` if it has no files, or they aren't the shopper's; `Raced` if one was
    fetched or the order moved meanwhile.
    """
    if not files(order):
        raise WrongState("it has no files", order=order.id)
    if order.state not in DELIVERED:
        raise WrongState(f"the order is {order.state}", order=order.id)
    entry = event(order.state, now, by, why=AGAIN, counted=len(order.downloads))
    granted = Write(
        order_key(order.id),
        expect=(Is("state", (order.state,)), Counts("downloads", len(order.downloads))),
        append={"history": [entry]},
    )
    try:
        return order_from(store.write(granted))
    except Refused as refused:
        raise Raced("the order was changed meanwhile", order=order.id) from refused
