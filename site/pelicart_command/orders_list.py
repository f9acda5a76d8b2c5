"""`pelicart orders list`: the newest orders as a table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import islice

from pelicart.order import Order
from pelicart.wiring import wiring
from pelicart_command.finding import newest
from pelicart_command.words import when

HEAD = ("NUMBER", "DATE", "STATE", "TOTAL", "METHOD")


def run(given: argparse.Namespace) -> int:
    """A table of orders, the newest first."""
    wired = wiring()
    found = newest(wired.store, wired.now())
    wanted = (order for order in found if given.state in {None, order.state})
    rows = [_row(order) for order in islice(wanted, given.limit)]
    if rows:
        print(table([HEAD, *rows]))
    else:
        print(f"No order is {given.state}." if given.state else "No orders yet.")
    return 0


def _row(order: Order) -> tuple[str, ...]:
    return (order.number, when(order.created), order.state, str(order.money), order.method)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest text, heads first; amounts to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    right = rows[0].index("TOTAL")
    return "\n".join(
        "  ".join(
            text.rjust(width) if index == right else text.ljust(width)
            for index, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
