"""What pages know of stock: the levels that were saved before the build."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.problems import Located
from pelicart.catalogue import Variant
from pelicart.errors import Misconfigured
from pelicart.levels import Levels, levels_from

logger = logging.getLogger(__name__)

OLD = 7 * 86400
"""Seconds after which saved levels are likely to be forgotten ones."""


class Left:
    """How many are left of what is counted, and what pages say of it: few, none, or nothing."""

    def __init__(self, levels: Levels, low: int) -> None:
        self._units, self._low = levels.units, low
        self._digests: dict[str, str] = {}

    def none_of(self, variant: Variant, first: Mapping[str, int]) -> bool:
        """Whether the variant is sold out; `first` is what its product's file says."""
        counter = variant.stock_key
        return counter is not None and self._units.get(counter, first.get(counter, 0)) <= 0

    def few_of(self, variants: Sequence[Variant], others: Sequence[Variant]) -> int:
        """Units left, if all of these variants share them, no other does, and they are few; or 0.

        Few are so many that the page says so.
        """
        mine = {variant.stock_key for variant in variants}
        shared = mine & {variant.stock_key for variant in others}
        return 0 if shared or len(mine) != 1 else self._few(mine.pop())

    def _few(self, counter: str | None) -> int:
        units = self._units.get(counter or "", 0)
        return units if 0 < units <= self._low else 0

    def digest(self, entry: Entry) -> str:
        """The entry's digest, with all that levels change of its pages."""
        if not self._units:
            return entry.digest
        if entry.path not in self._digests:  # a product stands on several pages
            marks = [self._mark(name, entry) for name in entry.facts.skus if name in self._units]
            self._digests[entry.path] = " ".join([entry.digest, *filter(None, marks)])
        return self._digests[entry.path]

    def _mark(self, counter: str, entry: Entry) -> str:
        """What its level says that the product's file doesn't: then another page is rendered."""
        gone, first = self._units[counter] <= 0, counter in entry.facts.gone
        if gone or first:
            return "" if gone == first else f"{counter}={'none' if gone else self._few(counter)}"
        few = self._few(counter)
        return f"{counter}={few}" if few else ""


def read_left(conf: Conf, now: float, problems: list[Located]) -> Left:
    """What is left by the file that the settings name; without one, pages go by product files."""
    file = Path(os.path.normpath(conf.publication.parent / conf.shop.stock.levels))
    name = str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
    levels = Levels()
    if file.is_relative_to(conf.output):
        what = f"The levels of stock would be public: {name} is part of the site."
        remedy = f'Name a file beside {conf.output.name}/ in SHOP["stock"]["levels"].'
        problems.append(Located(name, 1, what, remedy))
    elif file.is_file():
        try:
            levels = levels_from(file.read_text("utf-8"))
        except (Misconfigured, UnicodeDecodeError):
            remedy = "Save them again: pelicart stock --save"
            problems.append(Located(name, 1, "These are no levels of stock.", remedy))
    if levels.units and now > levels.at + OLD:
        logger.warning("Pelicart: %s is older than a week: pelicart stock --save", name)
    return Left(levels, conf.shop.stock.low)
