"""`pelicart refund`: gives an order's money back, or notes that the merchant did."""

from __future__ import annotations

import argparse

from pelicart.errors import (
    ProviderDown,
    ProviderRefused,
    Raced,
    WrongAmount,
    WrongState,
)
from pelicart.money import Money
from pelicart.order import Order
from pelicart.orders.refunding import REFUNDABLE, refund_order
from pelicart.payments.base import PaymentModule
from pelicart.wiring import Wiring, wiring
from pelicart_command.finding import find
from pelicart_command.orders_restock import put_back
from pelicart_command.refund_by_hand import by_hand
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT, amount_of, plain, reference_of
from pelicart_command.words import STATES


def run(given: argparse.Namespace) -> int:
    """Says what was given back and what is left; the same words again give nothing twice."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    if order.captured and order.refunded == order.captured:
        print(f"All of order {order.number} was given back: {_money(order, order.refunded)}.")
        return _restocked(wired, order, given)
    if order.state not in REFUNDABLE or not order.captured:
        raise Stopped(_wrong_state(order))
    amount = amount_of(given.amount, order) if given.amount else _left(order)
    if given.restock and amount != _left(order):
        raise Stopped(_only_part(order))
    module = wired.module(order.module)
    try:
        after = _given_back(wired, module, order, amount, given)
    except WrongAmount as wrong:
        raise Stopped(
            f"of order {order.number} {_left(order)} can be given back, not {amount}. {KEPT}"
        ) from wrong
    except WrongState as wrong:
        raise Stopped(f"order {order.number} can't be given back now. {KEPT}") from wrong
    except Raced as wrong:
        raise Stopped(
            f"order {order.number} was changed meanwhile, or another refund of it is under way: "
            f"look with  pelicart orders show {order.number}  and try again"
        ) from wrong
    print(_told(order, after, amount, given.reference))
    return _restocked(wired, after, given)


def _restocked(wired: Wiring, order: Order, given: argparse.Namespace) -> int:
    """With --restock the goods go back once the money has."""
    if given.restock and order.state == "refunded":
        print(put_back(wired, order))
    elif given.restock:
        print(
            "Its goods stay its own until that is counted. Then:  pelicart orders restock "
            f"{order.number}"
        )
    return 0


def _only_part(order: Order) -> str:
    return (
        f"--restock puts all goods of order {order.number} back on sale: leave --amount out. A "
        f"part of them goes back by  pelicart stock SKU +1  . {KEPT}"
    )


def _given_back(
    wired: Wiring, module: PaymentModule, order: Order, amount: Money, given: argparse.Namespace
) -> Order:
    if not module.capabilities.refunds:
        return by_hand(wired, module, order, amount, given)
    if given.by_hand or given.reference is not None:
        raise Stopped(
            f"{order.module} gives the money of order {order.number} back itself: leave out "
            f"--by-hand and --reference. {KEPT}"
        )
    after = amount_of(given.after, order, "--after") if given.after else None
    try:
        return refund_order(
            wired.store, module, order, amount, now=wired.now(), by="merchant", after=after
        )
    except ProviderRefused as wrong:
        raise Stopped(
            f"{order.module} declined to give {amount} back ({wrong}); nothing was given. Its "
            "dashboard may say more"
        ) from wrong
    except ProviderDown as wrong:
        raise Stopped(
            f"{order.module} gave no answer, so nothing is known: run the same command again. "
            "It gives back once"
        ) from wrong


def _told(before: Order, after: Order, amount: Money, reference: str | None) -> str:
    """What happened since, in one line."""
    number, left = after.number, f"{_left(after)} left"
    if after.refunding:
        return (
            f"{after.module} was asked to give back {amount} of order {number} and has not counted "
            f"it yet: look later with  pelicart orders show {number}"
        )
    if after.refunded == before.refunded and reference is not None:
        line = reference_of(reference)
        return f"{amount} of order {number} were given back before by {line!r}, {left}."
    if after.refunded == before.refunded:
        return (
            f"{amount} of order {number} were given back before, {left}. To give the same once "
            f"more, add  --after {plain(_money(after, after.refunded))}"
        )
    return f"Gave back {amount} of order {number}, {left}."


def _left(order: Order) -> Money:
    return _money(order, order.captured - order.refunded)


def _money(order: Order, minor: int) -> Money:
    return Money(minor, order.currency)


def _wrong_state(order: Order) -> str:
    if order.state in REFUNDABLE:
        return f"order {order.number} cost nothing. {KEPT}"
    return f"order {order.number} is {STATES[order.state]}: nothing can be given back. {KEPT}"
