"""Finds orders: the newest ones, or one by what people and banks make of its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pelicart.order import Order, order_from, order_key
from pelicart.reference import NUMBER, near, said
from pelicart.store.limits import MOST
from pelicart.writes import Store
from pelicart_command.stopped import Stopped

MONTHS = 24
"""How far back lists and numbers reach; a whole id finds any order."""

EVERY = 1_000_000
AFTER_ALL = "~"
ID = 26


def newest(store: Store, now: int, months: int = MONTHS) -> Iterator[Order]:
    """Orders of so many months, the present one first, and in it the newest first."""
    for keys in _listed(store, now, months):
        for start in range(0, len(keys), MOST):
            yield from orders_of(store, keys[start : start + MOST])


def between(store: Store, since: int, until: int) -> Iterator[Order]:
    """Orders that were made from `since` on and before `until`, the oldest first.

    In memory are the keys of one month and a hundred orders.
    """
    for keys in _made_between(store, since, until):
        for start in range(0, len(keys), MOST):
            found = orders_of(store, keys[start : start + MOST])
            yield from (order for order in found if since <= order.created < until)


def how_many(store: Store, since: int, until: int) -> int:
    """Orders that were made from `since` on and before `until`; none is read."""
    return sum(map(len, _made_between(store, since, until)))


def _made_between(store: Store, since: int, until: int) -> Iterator[list[str]]:
    """Keys of the orders of each month, as far as they were made in that time."""
    for month in _months_between(since, until - 1):
        listed = f"ORDERS#{month}"
        keys = store.query("listing", listed, upto=_made(until), limit=EVERY)
        early = store.query("listing", listed, upto=_made(since), limit=EVERY)
        yield keys[len(early) :]


def _made(epoch: int) -> str:
    """What the list sorts orders by that were made then: just before the first of them."""
    return f"{epoch:012d}"


def find(store: Store, name: str, now: int) -> Order:
    """The order of this number, whole id or reference, however it was typed or sent by a bank.

    Stops if there is none, and names those that are one slip away: money is nothing to guess about.
    """
    wanted = "".join(name.split()).replace("-", "").upper()
    keys = [order_key(wanted)] if len(wanted) == ID else []
    found = orders_of(store, keys) or orders_of(store, _keys_of(store, name, wanted, now))
    if len(found) == 1:
        return found[0]
    if found:
        raise Stopped(f"{name!r} names several orders: {_told(found)}. Write the number of one.")
    close = orders_of(store, _keys_near(store, name, now))
    if close:
        raise Stopped(
            f"no order {name!r}, but nearly: {_told(close)}. If you are sure, write that number."
        )
    raise Stopped(f"no order {name!r}: pelicart orders list  shows their numbers")


def _keys_of(store: Store, name: str, wanted: str, now: int) -> list[str]:
    """Keys of the orders that a text says; a number's first characters say none."""
    numbers = said(name)
    start = order_key(wanted) if NUMBER < len(wanted) < ID else "?"
    found: list[str] = []
    for keys in _listed(store, now):
        found += [key for key in keys if _number(key) in numbers or key.startswith(start)]
        if found and len(numbers) <= 1:
            break
    return found[:MOST]


def _keys_near(store: Store, name: str, now: int) -> list[str]:
    numbers = near(name)
    found = [key for keys in _listed(store, now) for key in keys if _number(key) in numbers]
    return found[:MOST]


def _listed(store: Store, now: int, months: int = MONTHS) -> Iterator[list[str]]:
    """Keys of the orders of each month."""
    for month in _months(now, months):
        yield store.query("listing", f"ORDERS#{month}", upto=AFTER_ALL, limit=EVERY, newest=True)


def orders_of(store: Store, keys: Sequence[str]) -> list[Order]:
    """Those of at most `MOST` keys that are there, in their order."""
    items = store.read(keys) if keys else {}
    return [order_from(items[key]) for key in keys if key in items]


def _number(key: str) -> str:
    return key.removeprefix(order_key(""))[:NUMBER]


def _told(orders: Sequence[Order]) -> str:
    """Number, name and amount of each: what one compares with a bank statement."""
    parts = ([one.number, one.person.get("name", ""), str(one.money)] for one in orders)
    return "; ".join(", ".join(filter(None, part)) for part in parts)


def _months_between(since: int, until: int) -> list[str]:
    """Partitions from one moment to another, the first one first."""
    first, last = (datetime.fromtimestamp(at, UTC) for at in (since, until))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [*_months(until, max(count, 0))][::-1]


def _months(now: int, count: int) -> Iterator[str]:
    """Partitions of the listing index, this month's first; they are counted in UTC."""
    today = datetime.fromtimestamp(now, UTC)
    last = today.year * 12 + today.month - 1
    for month in range(last, last - count, -1):
        yield f"{month // 12:04d}-{month % 12 + 1:02d}"
