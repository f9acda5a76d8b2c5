"""How much one client may do in an hour and hold in a day: counters that the table forgets again.

Each is an item of its own, whose one write counts and refuses at once: its condition is the limit,
so that no number of requests at the same moment gets past it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pelicart.errors import TooMany
from pelicart.reading import Reader
from pelicart.writes import Item, Refused, Store, Within, Write

LIMIT = "LIMIT#"
"""What the keys of counters begin with."""

HOUR, DAY = 3_600, 86_400
KEPT = HOUR
"""Seconds for which a counter outlives its window: clocks differ."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For one client: `orders` are its presses of a button that orders or pays, in an hour.

    `holds` are the units of counted stock that its orders take in a day. `seconds` is how long a
    review must have been open before it can be ordered from. 0 is no limit.
    """

    orders: int = 60
    holds: int = 300
    seconds: int = 2


NONE = Limits(0, 0, 0)
FULL_LINES = 3
"""Cart lines as full as they can be that a client may hold in a day, be that above the default."""


def read_limits(reader: Reader, quantity: int) -> Limits:
    """`SHOP["limits"]`; a line of `quantity` units must be possible."""
    usual = Limits()
    limits = Limits(
        orders=reader.integer("orders", usual.orders, most=100_000),
        holds=reader.integer("holds", max(usual.holds, FULL_LINES * quantity), most=10_000_000),
        seconds=reader.integer("seconds", usual.seconds, most=60),
    )
    if 0 < limits.holds < quantity:
        reader.problem(
            ("holds",),
            f"holds is {limits.holds}, but a line of the cart may have {quantity} units.",
            f"Write {quantity} or more, or lower SHOP['quantity'].",
        )
    reader.done()
    return limits


def count_press(store: Store, limits: Limits, client: str, now: int) -> None:
    """Counts one press of a button that orders or pays; `TooMany` if it is one too many.

    What is over the limit isn't counted, nor is anything else done for it.
    """
    if not limits.orders:
        return
    window, ends = _window(now, HOUR)
    write = Write(
        f"{LIMIT}press#{client}#{window}",
        expect=(Within("presses", limits.orders - 1),),
        add={"presses": 1},
        set={"ttl": ends + KEPT},
    )
    try:
        store.write(write)
    except Refused:
        raise TooMany(ends - now) from None


def held(limits: Limits, client: str, units: int, now: int) -> list[Write]:
    """What goes with an order into its transaction: its units on the client's account of today.

    So an order that is there already, or comes to nothing, isn't counted. Nothing for an order
    that holds nothing; `TooMany` for one that is over the limit by itself.
    """
    if not (limits.holds and units):
        return []
    window, ends = _window(now, DAY)
    if units > limits.holds:
        raise TooMany(ends - now)
    key = f"{LIMIT}hold#{client}#{window}"
    room = Within("units", limits.holds - units)
    return [Write(key, expect=(room,), add={"units": units}, set={"ttl": ends + KEPT})]


def check_held(refused: Iterable[Item | None], now: int) -> None:
    """`TooMany` if what refused a transaction is a client's account; the items are `Refused`'s."""
    if any(item and str(item.get("key", "")).startswith(LIMIT) for item in refused):
        raise TooMany(_window(now, DAY)[1] - now)


def _window(now: int, seconds: int) -> tuple[int, int]:
    """The number of the window that this moment falls into, and when it ends."""
    number = now // seconds
    return number, (number + 1) * seconds
