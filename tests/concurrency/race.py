"""Rounds of many buyers for few units, and what the table says of them afterwards."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from tests.concurrency.arena import Arena
from tests.concurrency.buyers import Crowd, Outcome, serve

from pelicart.order import Order
from pelicart_command.finding import newest

SOLD_OUT = "Sold out in the meantime"
Crowds = Sequence[Connection]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the clicks, the orders that the table has, and what is left on the shelf."""

    units: int
    outcomes: Sequence[Outcome]
    orders: Sequence[Order]
    left: int

    @property
    def sold(self) -> int:
        """Units that orders hold."""
        return sum(sum(order.holds.values()) for order in self.orders)

    @property
    def oversold(self) -> int:
        return max(0, self.sold - self.units)

    @property
    def failures(self) -> int:
        """Clicks that were answered with 5xx, of a shop that is up."""
        return sum(outcome.status >= 500 for outcome in self.outcomes)

    @property
    def faults(self) -> list[str]:
        """What isn't as it must be: each unit sold once, and everybody told what is true."""
        told = {one.buyer: one.number for one in self.outcomes if one.number}
        refused = {one.buyer for one in self.outcomes if one.heading == SOLD_OUT}
        buyers = {one.buyer for one in self.outcomes}
        statuses = {(one.status, bool(one.number)) for one in self.outcomes}
        compared = {
            "sold": (self.sold, self.units),
            "left": (self.left, 0),
            "orders": (sorted(told.values()), sorted(order.number for order in self.orders)),
            "told sold out": (refused, buyers - told.keys()),
            "statuses": (statuses - {(200, True), (409, False)}, set()),
        }
        return [
            f"{what}: {has}, not {must}" for what, (has, must) in compared.items() if has != must
        ]


@contextmanager
def crowds(processes: int) -> Iterator[Crowds]:
    """Processes of buyers, that wait for each other before they press."""
    spawn = multiprocessing.get_context("spawn")
    start, ends = spawn.Barrier(processes), [spawn.Pipe() for _ in range(processes)]
    children = [spawn.Process(target=serve, args=(there, start), daemon=True) for _, there in ends]
    for child in children:
        child.start()
    try:
        yield [here for here, _ in ends]
    finally:
        for here, _ in ends:
            here.send(None)
        for child in children:
            child.join(10)
            child.close()


def run_round(shop: Arena, crowd: Crowd, units: int, those: Crowds) -> Round:
    """Lets a crowd buy, shared among its processes."""
    share = -(-crowd.buyers // len(those))
    for number, connection in enumerate(those):
        first = number * share
        buyers = max(0, min(share, crowd.buyers - first))
        part = Crowd(
            crowd.origin, crowd.sku, crowd.method, crowd.first + first, buyers, crowd.clicks
        )
        connection.send(part)
    outcomes: list[Outcome] = []
    for connection in those:
        failure, answers = connection.recv()
        if failure:
            raise AssertionError(failure)
        outcomes += answers
    orders = [one for one in newest(shop.store, int(time.time()), 2) if crowd.sku in one.holds]
    key = f"STOCK#{crowd.sku}"
    return Round(units, outcomes, orders, int(shop.store.read([key])[key]["avail"]))
