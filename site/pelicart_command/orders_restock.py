"""`pelicart orders restock`: the goods of an order that was given back are on sale again."""

from __future__ import annotations

import argparse

from pelicart.errors import Raced, WrongState
from pelicart.order import OPEN, RELEASED, Order
from pelicart.orders.restocking import restock
from pelicart.wiring import Wiring, wiring
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT
from pelicart_command.words import STATES, changed


def run(given: argparse.Namespace) -> int:
    """Puts all units of the order back on sale; said twice, it is done once."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    print(put_back(wired, order))
    return 0


def put_back(wired: Wiring, order: Order) -> str:
    """Puts the units back, and says so in a sentence."""
    if not order.holds:
        return f"Nothing of order {order.number} is counted, so nothing is to be put back."
    try:
        after = restock(wired.store, order, now=wired.now(), by="merchant")
    except WrongState as wrong:
        raise Stopped(_refused(order)) from wrong
    except Raced as wrong:
        raise Stopped(changed(order)) from wrong
    units = ", ".join(f"{units} {counter}" for counter, units in after.holds.items())
    already = "were on sale again already" if order.restocked else "are on sale again"
    return f"The goods of order {after.number} {already}: {units}."


def _refused(order: Order) -> str:
    number = order.number
    if order.state in RELEASED:
        return f"the goods of order {number} went back when it was given up. {KEPT}"
    if order.state in OPEN:
        what = f"give it up:  pelicart orders cancel {number}  "
    elif order.state == "review":
        what = f"first decide it:  pelicart doctor {number}  "
    else:
        what = f"give its money back, then they go back:  pelicart refund {number} --restock  "
    return f"order {number} is {STATES[order.state]}, and its goods with it: {what}. {KEPT}"
