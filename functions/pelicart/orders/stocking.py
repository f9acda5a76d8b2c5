"""Stock adjusted by the merchant's word: added to, taken off, or counted on the shelf.

Orders go on meanwhile. So an adjustment adds and never sets, and a count is held against all that
was ever put in, with the orders that own what isn't for sale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from pelicart.errors import NotFound, Raced, TableDown, TooFew, Unaccounted
from pelicart.order import OPEN, Order, State, stock_key
from pelicart.stock import Said, Stock, adjusting, stock_from
from pelicart.writes import Refused, Store

TRIES = 8
"""How often a counter is read anew that others are changing."""

SCANS = 3
"""The same for a count, which reads the orders each time."""

Place = Literal["held", "unsent", "gone"]

UNDECIDED: tuple[State, ...] = (*OPEN, "review", "disputed")


@dataclass(frozen=True, slots=True)
class Owned:
    """Units of one counter that orders own: not paid or not decided, paid and not sent, gone."""

    held: int = 0
    unsent: int = 0
    gone: int = 0

    @property
    def here(self) -> int:
        """Those that lie on the shelf though they aren't for sale."""
        return self.held + self.unsent

    @property
    def total(self) -> int:
        """All that orders own."""
        return self.here + self.gone


def place_of(order: Order) -> Place | None:
    """Where an order's units are; None if it owns none.

    Who got the money back and nothing was sent: those units are taken for lost, unless they were
    put back on sale.
    """
    if not order.holding:
        return None
    sent = any(entry["state"] == "fulfilled" for entry in order.history)
    if sent or order.state in {"fulfilled", "refunded"}:
        return "gone"
    return "held" if order.state in UNDECIDED else "unsent"


def owned(orders: Iterable[Order]) -> dict[str, Owned]:
    """What these orders own, by counter."""
    found: dict[str, Counter[str]] = {}
    for order in orders:
        if place := place_of(order):
            for counter, units in order.holds.items():
                found.setdefault(counter, Counter())[place] += units
    return {counter: Owned(**units) for counter, units in found.items()}


def owned_of(stock: Stock, orders: Iterable[Order]) -> Owned:
    """What orders own of this counter; no more of them are asked for than own all there is."""
    units: Counter[str] = Counter()
    for order in orders if stock.owned else ():
        if place := place_of(order):
            units[place] += order.holds.get(stock.counter, 0)
        if units.total() == stock.owned:
            break
    return Owned(**units)


def read_stock(store: Store, counter: str) -> Stock:
    """The counter as stored, or `NotFound`."""
    item = store.read([stock_key(counter)]).get(stock_key(counter))
    if item is None:
        raise NotFound("no such counter", counter=counter)
    return stock_from(item)


def adjust(store: Store, counter: str, change: int, said: Said) -> Stock:
    """The counter after so many units more, or fewer; the same `mark` counts once.

    Raises `NotFound`, or `TooFew` if fewer are for sale than are to be taken off; `Raced` and
    `TableDown` leave open whether it was done, and reading the log tells.
    """
    for _ in range(TRIES):
        stock = read_stock(store, counter)
        if _made(stock, said):
            return stock
        if stock.avail + change < 0:
            raise TooFew("fewer are for sale", counter=counter, avail=stock.avail)
        with suppress(Refused, TableDown):
            return stock_from(store.write(adjusting(stock, said.entry(change))))
    raise Raced("the counter is being changed", counter=counter)


def count(
    store: Store, orders: Callable[[], Iterable[Order]], counter: str, shelf: int, said: Said
) -> tuple[Stock, Owned]:
    """The counter once the shelf holds so many, all of them seen, and what orders own of it.

    `orders` gives all orders, the newest first. On the shelf lies what was put in and hasn't gone;
    so orders that come or end meanwhile change nothing of what is to be added. Raises as `adjust`,
    `TooFew` if orders own more than lies there, and for `Raced` `Unaccounted`: the orders found
    don't own what the counter says, for one may be too new to be listed.
    """
    for _ in range(SCANS):
        stock = read_stock(store, counter)
        held = owned_of(stock, orders())
        if _made(stock, said):
            return stock, held
        if held.total != stock.owned:
            continue  # one came or ended between the two readings, or isn't listed yet
        if shelf < held.here:
            raise TooFew("orders own more", counter=counter, avail=stock.avail, here=held.here)
        entry = said.entry(shelf - held.here - stock.avail, counted=shelf)
        with suppress(Refused, TableDown):
            return stock_from(store.write(adjusting(stock, entry))), held
    raise Unaccounted("not all owners found", counter=counter, found=held.total)


def _made(stock: Stock, said: Said) -> bool:
    """Whether the write of this mark got through, though its answer may have been lost."""
    return any(entry["mark"] == said.mark for entry in stock.log)
