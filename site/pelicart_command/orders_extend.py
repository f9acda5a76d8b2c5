"""`pelicart orders extend`: an order by cheque, transfer or cash may wait longer for its money."""

from __future__ import annotations

import argparse

from pelicart.errors import Raced, WrongState
from pelicart.order import SEALED, Order
from pelicart.orders.waiting import extend
from pelicart.wiring import wiring
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.words import STATES, when

LONGEST = 90


def run(given: argparse.Namespace) -> int:
    """Puts the order's deadline off; said twice, it is put off twice."""
    if not 1 <= given.days <= LONGEST:
        raise Stopped(f"--days is from 1 to {LONGEST}. Nothing was changed.")
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    try:
        longer = extend(wired.store, order, given.days, now=wired.now(), by="merchant")
    except WrongState as wrong:
        raise Stopped(_refused(order)) from wrong
    except Raced as wrong:
        raise Stopped(f"order {order.number} was changed just now: look at it again") from wrong
    print(f"Order {longer.number} waits for its money until {when(longer.deadline)}.")
    return 0


def _refused(order: Order) -> str:
    why = f"{order.module} says how long"
    if order.state != "awaiting":
        why = f"its state is: {STATES[order.state]}"
    elif order.module == SEALED:
        why = "a card is kept for its days"
    return f"order {order.number} can't wait longer: {why}. Nothing was changed."
