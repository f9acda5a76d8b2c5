"""`pelicart orders ship`: what was ordered has left, and its shopper is told how it travels."""

from __future__ import annotations

import argparse

from pelicart.errors import Raced, WrongState
from pelicart.order import OPEN, RELEASED, Order
from pelicart.orders.shipping import sent, ship, travels
from pelicart.wiring import wiring
from pelicart_command.facts import has_goods, withdrawn
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT, text_of
from pelicart_command.words import STATES, changed, money_back

LONGEST_CODE = 100
LONGEST_NAME = 60
"""Characters of a tracking code, and of a carrier's name."""


def run(given: argparse.Namespace) -> int:
    """Marks the order sent; the same once more changes nothing, another code is told anew."""
    tracking = text_of(given.tracking, "--tracking", LONGEST_CODE)
    carrier = text_of(given.carrier, "--carrier", LONGEST_NAME)
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    if not has_goods(order):
        raise Stopped(f"order {order.number} is of files alone: nothing is to be sent. {KEPT}")
    try:
        after = ship(wired.store, order, tracking, carrier, now=wired.now(), by="merchant")
    except WrongState as wrong:
        raise Stopped(_refused(order)) from wrong
    except Raced as wrong:
        raise Stopped(changed(order)) from wrong
    print(_told(order, after))
    return 0


def _told(before: Order, after: Order) -> str:
    tracking, carrier = travels(after)
    how = "".join([f" with {carrier}" if carrier else "", f", number {tracking}" * bool(tracking)])
    if len(after.history) == len(before.history):
        return f"Order {after.number} was sent before{how}. {KEPT}"
    again = " (told anew)" if sent(before) else ""
    return f"Order {after.number} is sent{how}{again}. Its shopper gets a mail."


def _refused(order: Order) -> str:
    """Why nothing may leave, and what to do instead."""
    number = order.number
    if withdrawn(order):
        what = f"give the money back:  {money_back(order)}"
        return f"the shopper has withdrawn from order {number}, so don't send it: {what}  . {KEPT}"
    if order.restocked:
        return f"the goods of order {number} are on sale again: don't send it. {KEPT}"
    if order.state == "review":
        what = f"first decide it:  pelicart doctor {number}  "
    elif order.state in OPEN:
        what = "wait for its money, and send it then"
    elif order.state in RELEASED:
        what = "its goods are on sale again, so don't send it"
    else:
        what = "don't send it"
    return f"order {number} isn't paid but {STATES[order.state]}: {what}. {KEPT}"
