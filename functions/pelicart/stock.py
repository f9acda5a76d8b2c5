"""A stock counter: what is for sale, what was ever put in, and who changed that when and why.

At every moment `avail` and the units that orders own are together `stocked`: ordering moves units
between the first two, and only an adjustment moves the third, always with the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pelicart.order import stock_key
from pelicart.writes import Absent, AtLeast, Is, Item, Write

LOGGED = 20
"""Adjustments that a counter remembers; what they changed stays."""


@dataclass(frozen=True, slots=True)
class Stock:
    """One counter as stored. `avail` is for sale, `stocked` were ever put in and not taken out.

    `changes` counts the adjustments; `log` has the last of them, the newest last, each with `at`,
    `by`, `change`, `why`, `mark`, and `counted` if somebody counted the shelf.
    """

    counter: str
    avail: int
    stocked: int
    changes: int = 0
    log: tuple[Mapping[str, Any], ...] = ()

    @property
    def owned(self) -> int:
        """Units that orders own: held, paid, or sent long ago."""
        return self.stocked - self.avail


@dataclass(frozen=True, slots=True)
class Said:
    """Who adjusts, when and why; `mark` names this one time, so that it counts once."""

    at: int
    by: str
    why: str
    mark: str

    def entry(self, change: int, **more: int) -> dict[str, Any]:
        """What the log keeps of it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"change": change, **more}


def stock_from(item: Item) -> Stock:
    """A counter from its item."""
    return Stock(
        counter=str(item["key"]).removeprefix(stock_key("")),
        avail=int(item["avail"]),
        stocked=int(item.get("stocked", 0)),
        changes=int(item.get("changes", 0)),
        log=tuple(item.get("log", ())),
    )


def first_stock(counter: str, units: int) -> Write:
    """Puts a counter that isn't there yet; one that is there counts what was sold since."""
    key = stock_key(counter)
    return Write(key, expect=(Absent(),), put={"key": key, "avail": units, "stocked": units})


def adjusting(stock: Stock, entry: Mapping[str, Any]) -> Write:
    """The write that adds `entry["change"]` units, with its entry in the log.

    It is refused if it would leave less than none, or if another adjustment came since `stock` was
    read. Orders may come between: they move no `stocked`.
    """
    change, seen = entry["change"], stock.changes
    alone = Is("changes", (seen,)) if seen else Absent("changes")
    return Write(
        stock_key(stock.counter),
        expect=(AtLeast("avail", max(0, -change)), alone),
        add={"avail": change, "stocked": change},
        set={"changes": seen + 1, "log": [*stock.log, dict(entry)][-LOGGED:]},
    )
