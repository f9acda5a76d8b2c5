"""`pelicart cards list`: the orders whose card waits to be charged."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pelicart.order import SEALED, Order, card_key
from pelicart.wiring import wiring
from pelicart.writes import Item
from pelicart_command.finding import newest
from pelicart_command.orders_list import table
from pelicart_command.words import when

HEAD = ("NUMBER", "DATE", "TOTAL", "CHARGE BY", "KEY")
MONTHS = 4
"""No card waits for longer."""


def run(given: argparse.Namespace) -> int:  # noqa: ARG001  every command takes its arguments
    """A table of orders, the most pressing first. Cards are told by their key's name alone."""
    wired = wiring()
    orders = [order for order in newest(wired.store, wired.now(), MONTHS) if order.module == SEALED]
    cards = wired.read(card_key(order.id) for order in orders)
    waiting = [order for order in orders if card_key(order.id) in cards]
    rows = list(_rows(sorted(waiting, key=lambda order: order.deadline), cards))
    print(table([HEAD, *rows]) if rows else "No card waits to be charged.")
    return 0


def _rows(orders: list[Order], cards: dict[str, Item]) -> Iterator[tuple[str, ...]]:
    for order in orders:
        kid = str(cards[card_key(order.id)]["sealed"]).partition(":")[0]
        until = "cancelled: don't" if order.wanted else when(order.deadline)
        yield order.number, when(order.created), str(order.money), until, kid
