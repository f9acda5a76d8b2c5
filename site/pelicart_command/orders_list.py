"""`pelicart orders list`: the newest orders as a table."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from itertools import islice

from pelicart.money import Money
from pelicart.order import Order
from pelicart.wiring import wiring
from pelicart_command.facts import to_ship
from pelicart_command.finding import newest
from pelicart_command.words import when

HEAD = ("NUMBER", "DATE", "STATE", "TOTAL", "METHOD")
WITHDRAWN = ("NUMBER", "WITHDRAWN", "STATE", "TOTAL", "REFUNDED")
WAITING = ("NUMBER", "SINCE", "UNTIL", "REMINDED", "TOTAL", "METHOD")


def run(given: argparse.Namespace) -> int:
    """A table of orders, the newest first; of those that wait, the first to end."""
    wired = wiring()
    found = newest(wired.store, wired.now())
    if given.waiting or given.reminded:
        return _list_waiting(found, given)
    if given.withdrawn:
        return _list_withdrawn(found, given)
    wanted = (order for order in found if _listed(order, given))
    rows = [_row(order) for order in islice(wanted, given.limit)]
    if rows:
        print(table([HEAD, *rows]))
    else:
        print(_none(given))
    return 0


def _listed(order: Order, given: argparse.Namespace) -> bool:
    return to_ship(order) if given.to_ship else given.state in {None, order.state}


def _none(given: argparse.Namespace) -> str:
    if given.to_ship:
        return "Nothing is to be sent."
    return f"No order is {given.state}." if given.state else "No orders yet."


def _list_waiting(found: Iterable[Order], given: argparse.Namespace) -> int:
    """Orders whose money somebody has to look out for."""
    waiting = [one for one in found if one.state == "awaiting" and one.module == "manual"]
    wanted = [one for one in waiting if one.reminded or not given.reminded]
    wanted.sort(key=lambda order: order.deadline)
    rows = [_waiting_row(order) for order in wanted[: given.limit]]
    if rows:
        print(table([WAITING, *rows]))
    else:
        print("No order waits for money by hand." if given.waiting else "No order was reminded of.")
    return 0


def _list_withdrawn(found: Iterable[Order], given: argparse.Namespace) -> int:
    """Orders that their shoppers withdrew from, the first on top: its money is due back first."""
    wanted = sorted((o for o in found if o.withdrawn), key=lambda order: order.withdrawn)
    rows = [_withdrawn_row(order) for order in wanted[: given.limit]]
    print(table([WITHDRAWN, *rows]) if rows else "No order was withdrawn from.")
    return 0


def _withdrawn_row(order: Order) -> tuple[str, ...]:
    refunded = str(Money(order.refunded, order.currency)) if order.refunded else "-"
    return (order.number, when(order.withdrawn), order.state, str(order.money), refunded)


def _waiting_row(order: Order) -> tuple[str, ...]:
    reminded = when(order.reminded) if order.reminded else "-"
    times = (when(order.created), when(order.deadline), reminded)
    return (order.number, *times, str(order.money), order.method)


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
