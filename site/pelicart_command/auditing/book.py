"""What must hold between items: stock, references, bank lines and invoices' numbers.

Keeps a few numbers for each order, not the order.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pelicart.order import BY_HAND, Order, stock_key
from pelicart.orders.invoicing import counter_key
from pelicart.orders.marking import BANK
from pelicart.writes import Item
from pelicart_command.auditing.violation import Violation


@dataclass
class Book:
    """What was read so far."""

    stock: dict[str, tuple[int, int]] = field(default_factory=dict)
    """What is for sale and what was ever put in, by counter."""
    owned: Counter[str] = field(default_factory=Counter)
    paid_by: dict[bytes, str] = field(default_factory=dict)
    """Number of the order, by the digest of module and payment."""
    twice: list[tuple[str, str, str]] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    """Id of the order, by bank line."""
    by_hand: dict[str, str] = field(default_factory=dict)
    """Bank line of each order by hand that has its money, by the order's id."""
    series: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    """Number of the order, by that of its invoice or credit note."""
    again: list[tuple[str, str]] = field(default_factory=list)

    def read(self, item: Item) -> None:
        """Takes an item that is no order; those of no interest are passed over."""
        key = str(item["key"])
        if key.startswith(stock_key("")):
            counter = key.removeprefix(stock_key(""))
            self.stock[counter] = int(item["avail"]), int(item.get("stocked", 0))
        elif key.startswith(BANK):
            self.lines[key.removeprefix(BANK)] = str(item.get("order", ""))
        elif key.startswith(counter_key("")):
            self.series[key.removeprefix(counter_key(""))] = int(item["last"])

    def read_order(self, order: Order) -> None:
        """Takes an order."""
        if order.holding:
            self.owned.update(order.holds)
        if order.captured and order.reference:
            self._paid(order)
        papers = [order.invoice] if order.invoice else []
        for paper in (*papers, *order.credits):
            if paper["number"] in self.numbers:
                self.again.append((str(paper["number"]), order.number))
            self.numbers[str(paper["number"])] = order.number

    def _paid(self, order: Order) -> None:
        name = hashlib.sha256(f"{order.module}:{order.reference}".encode()).digest()[:12]
        if name in self.paid_by:
            self.twice.append((order.reference, self.paid_by[name], order.number))
        self.paid_by[name] = order.number
        if order.module in BY_HAND:
            self.by_hand[order.id] = order.reference

    def violations(self) -> Iterator[Violation]:
        """What doesn't fit together."""
        yield from self._of_stock()
        yield from self._of_payments()
        yield from self._of_invoices()

    def _of_stock(self) -> Iterator[Violation]:
        count = "Count the shelf:  pelicart stock"
        for counter in sorted(self.stock.keys() | self.owned.keys()):
            if counter not in self.stock:
                said = f"orders own {self.owned[counter]} units, and there is no counter"
                yield Violation("stock", counter, said, "Publish again, then count the shelf")
                continue
            avail, stocked = self.stock[counter]
            off = avail + self.owned[counter] - stocked
            mend = f"{count} {counter} --count N --reason audit"
            if avail < 0:
                yield Violation("stock", counter, "fewer than none are for sale", mend)
            if off:
                said = f"{abs(off)} {'more' if off > 0 else 'fewer'} than were ever put in"
                yield Violation("stock", counter, said, mend)

    def _of_payments(self) -> Iterator[Violation]:
        for reference, one, other in self.twice:
            said = f"payment {reference!r} paid order {one} as well"
            mend = "See which of them its provider means, and give the other's money back"
            yield Violation("twice", other, said, mend)
        for order, line in sorted(self.by_hand.items()):
            if self.lines.get(line) != order:
                said = f"bank line {line!r} isn't noted for it"
                mend = f"It may pay another order, too: put the item BANK#{line} back"
                yield Violation("evidence", order[:12], said, mend)
        for line, order in sorted(self.lines.items()):
            if not self._known(order, line):
                said = f"no order {order[:12]} has its money"
                mend = f"See on your bank's statement whose it is:  pelicart doctor {order[:12]}"
                yield Violation("orphan", f"BANK#{line}", said, mend)

    def _known(self, order: str, line: str) -> bool:
        """Whether an order has this line's money; one that it was given back for is by hand, too.

        A line may also note what went back: then another one paid.
        """
        return self.by_hand.get(order) == line or order in self.by_hand

    def _of_invoices(self) -> Iterator[Violation]:
        for number, order in self.again:
            said = f"number {number} is on another order as well"
            yield Violation("invoice", order, said, "Correct one by a credit note and a new one")
        found: dict[str, set[int]] = defaultdict(set)
        for number, order in self.numbers.items():
            series = self._series_of(number)
            if series is None:
                yield Violation("invoice", order, f"{number} is of no series", _COUNTER)
            else:
                found[series].add(int(number.removeprefix(series)))
        for series, last in sorted(self.series.items()):
            yield from _gaps(series, last, found[series])

    def _series_of(self, number: str) -> str | None:
        """The longest series that a number can be of."""
        fitting = [one for one in self.series if number.startswith(one)]
        fitting = [one for one in fitting if number.removeprefix(one).isdecimal()]
        return max(fitting, key=len, default=None)


_COUNTER = "Its counter was lost: put back the item INVOICE# of its series, with its last number"


def _gaps(series: str, last: int, found: set[int]) -> Iterator[Violation]:
    key = counter_key(series)
    if beyond := max(found, default=last) - last:
        said = f"it stands at {last}, and {beyond} later numbers are given"
        yield Violation("invoice", key, said, f"Set its last to {last + beyond}")
    missing = sorted({*range(min(found, default=last), last + 1)} - found)
    if missing:
        named = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
        mend = "Their orders are gone: keep a note of it with your books"
        yield Violation("invoice", key, f"{len(missing)} numbers are on no order: {named}", mend)
