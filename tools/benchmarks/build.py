"""Building products, against plain Pelican with the same content as articles."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tools.benchmarks.timing import Cost, in_turns
from tools.catalogue import write

ROOT = Path(__file__).parents[2]
PELICAN = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q"]
REMOVED = "rm -rf output publication cache __pycache__ && exec "


def run(products: int = 1000, runs: int = 5) -> None:
    """Prints seconds of full builds, of one that finds nothing changed, and of one change."""
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        write(Path(folder), products)
        shop, plain = Path(folder) / "shop", Path(folder) / "plain"
        full = in_turns({"plain": _fresh(plain), "shop": _fresh(shop)}, runs)
        again = in_turns({"plain": _in(plain), "shop": _in(shop)}, runs)
        changed = _changed(shop, runs)
        empty = _empty(Path(folder), runs)
    print(f"\nBuild of {products} products, seconds of processor / wall (median of {runs})")
    print(f"{'':34}{'Pelicart':>14}{'plain Pelican':>16}{'ratio':>8}")
    _row("full build", full["shop"], full["plain"])
    _row("again, nothing changed", again["shop"], again["plain"])
    _row("again, one product changed", changed, again["plain"])
    print(f"\n{'':34}{'Pelicart':>14}{'no content':>16}{'ratio':>8}")
    _row("again, one product changed", changed, empty)


def _fresh(site: Path) -> list[str]:
    return ["sh", "-c", f"cd {site} && {REMOVED}{' '.join(PELICAN)}"]


def _in(site: Path) -> list[str]:
    return ["sh", "-c", f"cd {site} && exec {' '.join(PELICAN)}"]


def _changed(shop: Path, runs: int) -> Cost:
    """Each run gives one product a new price first."""
    file = shop / "content" / "products" / "7.md"
    edit = f"sed -i 's/^price: .*/price: '$$.00' EUR/' {file} && "
    return in_turns({"shop": ["sh", "-c", edit + " ".join(_in(shop)[2:])]}, runs)["shop"]


def _empty(folder: Path, runs: int) -> Cost:
    site = folder / "empty"
    (site / "content").mkdir(parents=True)
    shutil.copy(folder / "plain" / "pelicanconf.py", site)
    return in_turns({"empty": _in(site)}, runs)["empty"]


def _row(name: str, ours: Cost, theirs: Cost) -> None:
    print(f"{name:34}{_text(ours):>14}{_text(theirs):>16}{ours.cpu / theirs.cpu:8.2f}")


def _text(cost: Cost) -> str:
    return f"{cost.cpu:.2f} / {cost.wall:.2f}"
