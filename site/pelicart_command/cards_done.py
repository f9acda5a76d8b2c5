"""`pelicart cards done`: the card was charged, or declined; it is deleted by the same write."""

from __future__ import annotations

import argparse
from dataclasses import replace

from pelicart.order import OPEN, SEALED, Order
from pelicart.orders.stored import release
from pelicart.wiring import Wiring, wiring
from pelicart_command.finding import find
from pelicart_command.orders_paid import pay
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT, plain
from pelicart_command.words import STATES


def run(given: argparse.Namespace) -> int:
    """Marks the order paid, or gives it up; the same once more changes nothing."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    if order.module != SEALED:
        raise Stopped(f"order {order.number} is paid by {order.method}: it has no card. {KEPT}")
    if given.declined:
        print(_given_up(wired, order))
        return 0
    if not given.reference:
        raise Stopped(f"say --reference, as the terminal printed it, or --declined. {KEPT}")
    told = pay(wired, order, given.amount or plain(order.money), given.reference)
    print(f"{told} Its card is deleted.")
    return 0


def _given_up(wired: Wiring, order: Order) -> str:
    """Ends an unpaid order and gives its goods back."""
    if order.state in OPEN:
        unwanted = replace(order, wanted="cancelled")
        order = release(wired.store, unwanted, wired.now(), "merchant", "card-declined")
    if order.state not in {"cancelled", "expired"}:
        raise Stopped(
            f"order {order.number} can't be given up, it is {STATES[order.state]}. {KEPT}"
        )
    return f"Order {order.number} is given up, and its card is deleted."
