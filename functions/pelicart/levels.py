"""Stock levels as saved for a build: what was for sale at one moment, by counter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pelicart.errors import Misconfigured
from pelicart.reading import Reader


@dataclass(frozen=True, slots=True)
class Showing:
    """How pages show stock: up to `low` left they say how few, 0 for never.

    `levels` is the file that the build knows it from, beside the publication.
    """

    low: int
    levels: str


@dataclass(frozen=True, slots=True)
class Levels:
    """Units for sale by counter, read from the table at this time."""

    at: int = 0
    units: Mapping[str, int] = field(default_factory=dict)

    def text(self) -> str:
        """As it stands in the file, a line for each counter."""
        units = dict(sorted(self.units.items()))
        return json.dumps({"at": self.at, "levels": units}, ensure_ascii=False, indent=1) + "\n"


def read_showing(reader: Reader) -> Showing:
    """The settings below `stock`."""
    showing = Showing(
        low=reader.integer("low", 3, most=10**6),
        levels=reader.text("levels", "stock.json"),
    )
    reader.done()
    return showing


def levels_from(text: str) -> Levels:
    """Inverse of `Levels.text`; `Misconfigured` for any other text."""
    try:
        data = json.loads(text)
        at, units = data["at"], dict(data["levels"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise Misconfigured(f"no stock levels: {wrong!r}") from wrong
    if any(type(number) is not int for number in (at, *units.values())):
        raise Misconfigured("stock levels are whole numbers")
    return Levels(at, units)
