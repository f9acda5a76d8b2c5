"""`pelicart orders paid`: the merchant has seen the money of a cheque, fax or transfer order."""

from __future__ import annotations

import argparse

from pelicart.errors import ReferenceUsed, SoldOut, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import BY_HAND, Order
from pelicart.orders.marking import mark_paid
from pelicart.wiring import Wiring, wiring
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT, amount_of, plain, reference_of
from pelicart_command.words import STATES


def run(given: argparse.Namespace) -> int:
    """Marks the order paid; the same amount and reference again change nothing."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    print(pay(wired, order, given.amount, given.reference))
    return 0


def pay(wired: Wiring, order: Order, typed: str, named: str) -> str:
    """Marks the order paid with an amount and a reference as typed, and says so in a sentence."""
    amount, reference = amount_of(typed, order), reference_of(named)
    try:
        paid = mark_paid(wired.store, order.id, amount, reference, now=wired.now(), by="merchant")
    except WrongAmount as wrong:
        raise Stopped(_wrong_amount(order, amount)) from wrong
    except ReferenceUsed as wrong:
        raise Stopped(
            f"reference {reference!r} has paid another order already: give each bank line or "
            f"cheque a reference of its own. {KEPT}"
        ) from wrong
    except SoldOut as wrong:
        raise Stopped(
            f"the order was given up and its goods were sold since: {', '.join(wrong.names)}. "
            f"Put some back in stock first, or return the money. {KEPT}"
        ) from wrong
    except WrongState as wrong:
        raise Stopped(_wrong_state(order)) from wrong
    already = order.captured and order.reference == reference
    return f"Order {paid.number} {'was' if already else 'is now'} paid: {paid.money}, {reference}."


def _wrong_amount(order: Order, amount: Money) -> str:
    missing = order.total - amount.minor
    what = (
        f"ask for the missing {Money(missing, order.currency)} and mark it when all is there"
        if missing > 0
        else f"send {Money(-missing, order.currency)} back, then mark it with {plain(order.money)}"
    )
    return f"order {order.number} is for {order.money}, not {amount}: {what}. {KEPT}"


def _wrong_state(order: Order) -> str:
    if order.module not in BY_HAND:
        return (
            f"order {order.number} is paid by {order.module}, which tells the shop itself. {KEPT}"
        )
    return f"order {order.number} can't be marked paid, it is {STATES[order.state]}. {KEPT}"
