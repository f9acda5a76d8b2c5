"""`pelicart orders cancel`: the merchant gives up an order that isn't paid."""

from __future__ import annotations

import argparse

from pelicart.errors import Misconfigured, NotFound, ProviderDown, ProviderRefused, WrongState
from pelicart.order import OPEN, RELEASED, UNPAID, Order
from pelicart.orders.cancelling import cancel
from pelicart.wiring import Wiring, wiring
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT
from pelicart_command.words import STATES, money_back, when


def run(given: argparse.Namespace) -> int:
    """Closes its payment page, then gives the order up; said twice, it is done once."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    if order.state == "cancelled":
        print(f"Order {order.number} was cancelled before.")
        return 0
    if order.state not in OPEN:
        raise Stopped(f"{_refused(order)} {KEPT}")
    print(_told(_given_up(wired, order)))
    return 0


def _given_up(wired: Wiring, order: Order) -> Order:
    module = wired.module(order.module)
    try:
        return cancel(wired.store, module, order, now=wired.now(), by="merchant")
    except WrongState as wrong:
        raise Stopped(f"{_refused(order)} {KEPT}") from wrong
    except (ProviderDown, ProviderRefused, NotFound, Misconfigured) as wrong:
        raise Stopped(
            f"{order.module} could not close the payment page of order {order.number} ({wrong}): "
            "that you want it cancelled is noted, and reconcile goes on with it"
        ) from wrong


def _told(after: Order) -> str:
    number = after.number
    if after.state in RELEASED:
        return f"Order {number} is {STATES[after.state]}, and its goods are on sale again."
    if after.wanted and after.state in UNPAID:
        return (
            f"{after.module} can't close the payment page of order {number}: it is cancelled by "
            f"itself when the page ends, about {when(after.deadline)}, unless it is paid before."
        )
    raise Stopped(_refused(after))


def _refused(order: Order) -> str:
    """Why it can't be given up, and what to do instead."""
    number = order.number
    match order.state:
        case "paid" | "part_refunded" | "fulfilled":
            what = f"to give it up, give the money back:  {money_back(order)}  "
        case "awaiting":
            what = (
                f"nobody can stop that. Once it is paid, give it back:  pelicart refund {number} "
                "--restock  "
            )
        case "review":
            what = f"see what came, then decide it:  pelicart doctor {number}  "
        case "disputed":
            what = "answer in your provider's dashboard; its bank decides"
        case _:
            return f"order {number} is over already: {STATES[order.state]}."
    return f"order {number} is {STATES[order.state]}: {what}."
