"""One stock counter: where its units are, and who changed it when and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pelicart.errors import NotFound
from pelicart.orders.stocking import Owned, owned_of, read_stock
from pelicart.stock import LOGGED, Stock
from pelicart.wiring import Wiring
from pelicart_command.counters import Counters
from pelicart_command.finding import newest
from pelicart_command.stock_list import flag
from pelicart_command.stopped import Stopped
from pelicart_command.words import when

EVER = 240
"""Months of orders that may own a unit."""


def stock_of(wired: Wiring, counter: str) -> Stock:
    """The counter, or stops with where to look."""
    try:
        return read_stock(wired.store, counter)
    except NotFound as wrong:
        raise Stopped(not_there(counter)) from wrong


def not_there(counter: str) -> str:
    """What to do about a counter that the table hasn't."""
    return (
        f"there is no counter {counter!r} in the table:  pelicart stock  lists those there are; "
        "one of a new product is there once it is published"
    )


def sheet(wired: Wiring, counters: Counters, counter: str) -> str:
    """The counter as lines of text."""
    stock = stock_of(wired, counter)
    orders = owned_of(stock, newest(wired.store, wired.now(), EVER))
    return "\n".join(_lines(stock, orders, counters))


def _lines(stock: Stock, orders: Owned, counters: Counters) -> Iterator[str]:
    counted = counters.counted.get(stock.counter)
    yield f"{stock.counter}: {counted.name if counted else 'no product names it any more'}"
    if counted and counted.skus != (stock.counter,):
        yield f"Counts {', '.join(counted.skus)}"
    yield ""
    note = flag(stock, counters.showing.low)
    yield f"{stock.avail:6d}  for sale{f', {note}' if note else ''}"
    yield f"{orders.held:6d}  held by orders that are not paid yet, or looked at"
    yield f"{orders.unsent:6d}  paid and to send"
    yield f"{orders.gone:6d}  gone: sent, or refunded and not put back"
    yield f"{stock.stocked:6d}  put in altogether"
    if lacking := stock.owned - orders.total:
        yield _wrong(lacking)
    if stock.log:
        yield ""
        yield "Changed" if stock.changes <= LOGGED else f"Changed (the last {LOGGED} times)"
        yield from (f"  {line(entry)}" for entry in reversed(stock.log))


def _wrong(lacking: int) -> str:
    return (
        f"The orders found own {abs(lacking)} {'fewer' if lacking > 0 else 'more'} than were "
        "sold: one may be too new to be listed. Look again in a moment."
    )


def line(entry: Mapping[str, Any]) -> str:
    """An entry of the log: when, how many, who and why."""
    parts = [f"{entry['change']:+d}", f"by {entry['by']}"]
    if "counted" in entry:
        parts.insert(1, f"counted {entry['counted']} on the shelf")
    if entry["why"]:
        parts.append(entry["why"])
    return f"{when(entry['at'])}  {'; '.join(parts)}"
