"""A contest: a shop, some rounds of a race in it, and its line in the table of results."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.concurrency.arena import Arena, Plan, arena, family, local_table
from tests.concurrency.buyers import Crowd
from tests.concurrency.race import Crowds, Round, crowds, run_round
from tests.emulator import serve_ministack

from pelicart_infra.local.children import Family

COLUMNS = (
    "table guard method rounds buyers clicks units sold oversold in-rounds 5xx seconds".split()
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|---|---|---{'|---:' * (len(COLUMNS) - 3)}|"


@dataclass(frozen=True, slots=True)
class Contest:
    """So many rounds of so many buyers for so many units; `control` names what guards no stock."""

    rounds: int
    buyers: int
    units: int
    clicks: int = 1
    method: str = "cheque"
    control: str = ""
    table: str = "local"
    runners: int = 3
    crowds: int = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a contest. `faults` has a sentence for each thing that isn't as it must be."""

    contest: Contest
    rounds: tuple[Round, ...]
    faults: tuple[str, ...]
    seconds: float

    @property
    def oversold(self) -> int:
        return sum(one.oversold for one in self.rounds)

    @property
    def rounds_oversold(self) -> int:
        return sum(one.oversold > 0 for one in self.rounds)

    @property
    def row(self) -> str:
        """Its line below `HEAD`."""
        contest, rounds = self.contest, self.rounds
        cells = (
            contest.table, contest.control or "the shop's", contest.method, len(rounds),
            contest.buyers, contest.clicks, contest.units * len(rounds),
            sum(one.sold for one in rounds), self.oversold,
            f"{self.rounds_oversold}/{len(rounds)}", sum(one.failures for one in rounds),
            f"{self.seconds:.0f}",
        )  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


def hold(contest: Contest) -> Result:
    """Starts the shop, lets the rounds be run, and ends everything."""
    shelves = {f"THING-{number}": contest.units for number in range(contest.rounds)}
    plan = Plan(shelves, contest.runners, contest.control, contest.method)
    with (
        crowds(contest.crowds) as those,
        _started(contest.table) as (processes, folder, table),
        arena(processes, folder, table, plan) as shop,
    ):
        started = time.monotonic()
        rounds = tuple(_rounds(contest, shop, shelves, those))
        seconds = time.monotonic() - started
        faults = [
            f"{sku}: {one}" for sku, of in zip(shelves, rounds, strict=True) for one in of.faults
        ]
        faults += _unpaid(shop, rounds) if contest.method == "card" else []
    return Result(contest, rounds, tuple(faults), seconds)


def _rounds(
    contest: Contest, shop: Arena, shelves: Iterable[str], those: Crowds
) -> Iterator[Round]:
    first = Crowd(shop.origin, "", contest.method, 0, contest.buyers, contest.clicks)
    for number, sku in enumerate(shelves):
        crowd = replace(first, sku=sku, first=number * contest.buyers)
        yield run_round(shop, crowd, contest.units, those)


def _unpaid(shop: Arena, rounds: Iterable[Round]) -> list[str]:
    """Where the provider's books and the orders don't agree: each was paid at once."""
    sold = {order.id: order for one in rounds for order in one.orders}
    paid = {order.id for order in sold.values() if order.state == "paid"}
    books = [one for one in shop.stripe.ask("books") if one["state"] == "paid"]
    taken = sorted(one["order"] for one in books)
    faults = [] if paid == sold.keys() else [f"left unpaid: {sorted(sold.keys() - paid)}"]
    return faults if taken == sorted(paid) else [*faults, f"taken for {taken}, not for {paid}"]


@contextmanager
def _started(table: str) -> Iterator[tuple[Family, Path, str]]:
    """Processes, a folder for what they say, and the address of this kind of table."""
    with tempfile.TemporaryDirectory(prefix="pelicart-race-") as name:
        folder = Path(name)
        with family(folder) as processes:
            if table == "local":
                yield processes, folder, local_table(processes, folder)
            else:
                with serve_ministack(folder) as url:
                    yield processes, folder, url
