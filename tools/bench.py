"""Measures Pelicart against what one would use instead, side by side in one run.

`python -m tools.bench [SECTION ...]`, `build` and `publish` with a count, as in `build:10000`; each
figure is the median of runs that take turns, so that a slow moment of the machine falls on both
sides.
"""

from __future__ import annotations

import sys
from functools import partial

from tools.benchmarks import build, bundles, cold, imports, orders, pages, publish, warm

SECTIONS = {
    "bundles": bundles.run,
    "cold": cold.run,
    "warm": warm.run,
    "orders": orders.run,
    "imports": imports.run,
    "pages": pages.run,
    "build": build.run,
    "publish": publish.run,
}

SIZED = {"build": build.run, "publish": publish.run}


def main(names: list[str]) -> int:
    """Runs the sections named, or all."""
    unknown = [name for name in names if name not in SECTIONS and not _products(name)]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    for name in names or SECTIONS:
        section = name.partition(":")[0]
        run = SECTIONS.get(name) or partial(SIZED[section], _products(name))
        run()
    return 0


def _products(name: str) -> int:
    """The count in `build:10000`, 0 in any other name."""
    section, _, count = name.partition(":")
    return int(count) if section in SIZED and count.isdecimal() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
