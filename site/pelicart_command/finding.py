"""Finds orders: the newest ones, or one by what people call it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pelicart.order import Order, order_from, order_key
from pelicart.store.limits import MOST
from pelicart.writes import Store
from pelicart_command.stopped import Stopped

MONTHS = 24
"""How far back lists and numbers reach; a whole id finds any order."""

EVERY = 1_000_000
AFTER_ALL = "~"
ID, NUMBER = 26, 12


def newest(store: Store, now: int, months: int = MONTHS) -> Iterator[Order]:
    """Orders of so many months, the present one first, and in it the newest first."""
    for month in _months(now, months):
        keys = store.query("listing", f"ORDERS#{month}", upto=AFTER_ALL, limit=EVERY, newest=True)
        for start in range(0, len(keys), MOST):
            some = keys[start : start + MOST]
            items = store.read(some)
            yield from (order_from(items[key]) for key in some if key in items)


def find(store: Store, name: str, now: int) -> Order:
    """The order of this number or whole id, however it was typed; stops if there is none."""
    wanted = "".join(name.split()).replace("-", "").upper()
    key = order_key(wanted) if len(wanted) == ID else _key_of(store, wanted, now)
    item = store.read([key]).get(key) if key else None
    if item is None:
        raise Stopped(f"no order {name!r}: pelicart orders list  shows their numbers")
    return order_from(item)


def _key_of(store: Store, number: str, now: int) -> str:
    if len(number) < NUMBER:
        return ""
    for month in _months(now, MONTHS):
        keys = store.query("listing", f"ORDERS#{month}", upto=AFTER_ALL, limit=EVERY, newest=True)
        for key in keys:
            if key.startswith(order_key(number)):
                return key
    return ""


def _months(now: int, count: int) -> Iterator[str]:
    """Partitions of the listing index, this month's first; they are counted in UTC."""
    today = datetime.fromtimestamp(now, UTC)
    last = today.year * 12 + today.month - 1
    for month in range(last, last - count, -1):
        yield f"{month // 12:04d}-{month % 12 + 1:02d}"
