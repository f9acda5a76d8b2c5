"""`pelicart stock`: what is for sale, held and sold; more of it, less of it, or counted anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from pelicart.wiring import Wiring, wiring
from pelicart_command.counters import Counters, read_counters
from pelicart_command.stock_change import change_of, counted_anew, moved
from pelicart_command.stock_list import save, table
from pelicart_command.stock_show import sheet
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT


def run(given: argparse.Namespace) -> int:
    """The table of all counters, one of them, or what an adjustment made of it."""
    change = _checked(given)
    wired = wiring()
    folder = Path(given.publication)
    counters = read_counters(folder, wired.store)
    if given.save:
        print(save(wired, counters, folder.parent))
    elif not given.sku:
        print(table(wired, counters))
    else:
        print(_of_one(given, wired, counters, change))
    return 0


def _checked(given: argparse.Namespace) -> int:
    """The signed change that was typed, or 0; stops for what can't be meant together."""
    if given.count is not None and given.change:
        raise Stopped(f"write either {given.change} or --count {given.count}. {KEPT}")
    if not given.sku and given.count is not None:
        raise Stopped(f"--count of what? Write  pelicart stock SKU --count {given.count}")
    if given.save and given.sku:
        raise Stopped(f"--save saves all levels: write  pelicart stock --save  alone. {KEPT}")
    if given.reason and given.count is None and not given.change:
        raise Stopped(f"--reason of what? Write a change such as +5, or --count. {KEPT}")
    return change_of(given.change) if given.change else 0


def _of_one(given: argparse.Namespace, wired: Wiring, counters: Counters, change: int) -> str:
    counter = named(given.sku, counters)
    if change:
        return moved(wired, counter, change, given.reason)
    if given.count is not None:
        return counted_anew(wired, counter, given.count, given.reason)
    return sheet(wired, counters, counter)


def named(sku: str, counters: Counters) -> str:
    """The counter that a merchant means by a SKU: its own, or the one that counts it."""
    if sku in counters.counted:
        return sku
    shared = [one.counter for one in counters.counted.values() if sku in one.skus]
    if shared:
        return shared[0]
    if sku in counters.uncounted:
        raise Stopped(
            f"{sku} isn't counted: it is never sold out. Write  stock:  into its file to count it"
        )
    return sku  # one that no product names any more is still in the table
