"""`pelicart audit`: the invariants, over the whole table, as after a restore."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pelicart.order import OPEN, Order, order_key
from pelicart.store.limits import MOST
from pelicart.wiring import wiring
from pelicart.writes import Item
from pelicart_command.auditing.book import Book
from pelicart_command.auditing.of_order import of_order, readable
from pelicart_command.auditing.providers import at_providers
from pelicart_command.auditing.violation import Violation
from pelicart_command.finding import orders_of
from pelicart_command.whole_table import every_item


def run(given: argparse.Namespace) -> int:
    """Prints every violation; 1 if there is one. Nothing is changed."""
    wired = wiring()
    seen = audited(lambda: every_item(wired.environment))
    for violation in seen.violations:
        print(violation.line())
    bad = len(seen.violations)
    if given.providers:
        for start in range(0, len(seen.open), MOST):
            orders = orders_of(wired.store, seen.open[start : start + MOST])
            for violation in at_providers(wired, orders):
                print(violation.line(), flush=True)
                bad += 1
    told = "all invariants hold" if not bad else f"{bad} violation{'s' * (bad != 1)}"
    print(f"{seen.orders} orders, {seen.counters} counters, {seen.items} items: {told}.")
    return 1 if bad else 0


@dataclass
class Seen:
    """What one audit saw; `open` are keys of orders that wait for something."""

    violations: list[Violation] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    orders: int = 0
    counters: int = 0
    items: int = 0


def audited(read: Callable[[], Iterable[Item]]) -> Seen:
    """Reads everything once; and once more if something doesn't fit between items.

    A table isn't read in one moment: what an order did meanwhile is gone at the second look.
    """
    seen, book = Seen(), Book()
    for item in read():
        seen.items += 1
        seen.violations += _taken(item, book, seen)
    seen.counters = len(book.stock)
    if between := [*book.violations()]:
        second = Book()
        for item in read():
            _ = [*_taken(item, second, Seen())]
        still = {*second.violations()}
        seen.violations += [one for one in between if one in still]
    return seen


def _taken(item: Item, book: Book, seen: Seen) -> Iterator[Violation]:
    if not str(item["key"]).startswith(order_key("")):
        book.read(item)
        return
    seen.orders += 1
    order = readable(item)
    if isinstance(order, Violation):
        yield order
        return
    book.read_order(order)
    if _waits(order):
        seen.open.append(order_key(order.id))
    yield from of_order(order, item)


def _waits(order: Order) -> bool:
    return bool(order.state in {*OPEN, "review", "disputed"} or order.owed or order.refunding)
