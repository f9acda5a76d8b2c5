"""The shopper withdraws from the contract: noted once, with its receipt as a duty.

Nothing else happens by itself: the merchant gives the money back when the goods are on their way.
"""

from __future__ import annotations

from pelicart.errors import Raced
from pelicart.order import Order, order_from, order_key
from pelicart.orders.moves import event, untold
from pelicart.orders.stored import read_order
from pelicart.withdrawal import Withdrawal
from pelicart.withdrawing import standing
from pelicart.writes import Absent, Counts, Is, Refused, Store, Write

WITHDRAWN = "withdrawn"
"""Why of the entry that says so."""

TRIES = 5


def withdraw(store: Store, order: Order, terms: Withdrawal, now: int) -> Order:
    """The order, withdrawn from; as it stands if it was before, or can't be (any more).

    Neither a parcel that leaves nor a file that is fetched at the same moment gets past it.
    Raises `Raced` if the order is changed all the time.
    """
    for _ in range(TRIES):
        if standing(order, terms, now) != "open":
            return order
        try:
            return order_from(store.write(_noted(order, now)))
        except Refused:
            order = read_order(store, order.id)
    raise Raced("it is changed all the time", order=order.id)


def _noted(order: Order, now: int) -> Write:
    entry = event(order.state, now, "shopper", why=WITHDRAWN)
    return Write(
        order_key(order.id),
        expect=(
            Is("state", (order.state,)),
            Counts("history", len(order.history)),
            Counts("downloads", len(order.downloads)),
            Absent("withdrawn"),
            Absent("erased"),
        ),
        set={"withdrawn": now, **untold(order.id, entry)},
        append={"history": [entry]},
    )
