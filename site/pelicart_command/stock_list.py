"""The table of stock counters, and its levels saved for the next build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pelicart.levels import Levels
from pelicart.order import stock_key
from pelicart.orders.stocking import Owned, owned
from pelicart.stock import Stock, stock_from
from pelicart.wiring import Wiring
from pelicart.writes import Store
from pelicart_command.counters import Counters, read_many
from pelicart_command.finding import newest
from pelicart_command.words import when

HEAD = ("COUNTER", "FOR SALE", "HELD", "TO SEND", "WHAT", "")
NUMBERS = {1, 2, 3}


def table(wired: Wiring, counters: Counters) -> str:
    """Every counter; those that orders own units of, too, though no product names them any more."""
    orders = owned(newest(wired.store, wired.now()))
    left_over = sorted(name for name, units in orders.items() if units.here)
    names = [*counters.counted, *(name for name in left_over if name not in counters.counted)]
    stocks = read_stocks(wired.store, names)
    rows = [_row(name, stocks.get(name), orders.get(name, Owned()), counters) for name in names]
    return "\n".join(_aligned([HEAD, *rows])) if rows else "Nothing is counted."


def read_stocks(store: Store, names: Sequence[str]) -> dict[str, Stock]:
    """The counters of these names that are in the table."""
    items = read_many(store, [stock_key(name) for name in names]).values()
    return {stock.counter: stock for stock in map(stock_from, items)}


def _row(name: str, stock: Stock | None, orders: Owned, counters: Counters) -> tuple[str, ...]:
    counted = counters.counted.get(name)
    units = (str(stock.avail) if stock else "-", str(orders.held), str(orders.unsent))
    what = counted.name if counted else "no product names it any more"
    return (name, *units, what, flag(stock, counters.showing.low) if counted else "")


def flag(stock: Stock | None, low: int) -> str:
    """What one should look after."""
    if stock is None:
        return "not published yet"
    if stock.avail <= 0:
        return "sold out"
    return "low" if stock.avail <= low else ""


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        texts = (
            text.rjust(width) if index in NUMBERS else text.ljust(width)
            for index, (text, width) in enumerate(cells)
        )
        yield "  ".join(texts).rstrip()


def save(wired: Wiring, counters: Counters, folder: Path) -> str:
    """Writes the levels where the build looks for them."""
    stocks = read_stocks(wired.store, list(counters.counted))
    levels = Levels(wired.now(), {name: stock.avail for name, stock in stocks.items()})
    file = folder / counters.showing.levels
    file.write_text(levels.text(), "utf-8")
    out = sum(units <= 0 for units in levels.units.values())
    return f"Saved {len(levels.units)} levels of {when(levels.at)} to {file}: {out} sold out."
