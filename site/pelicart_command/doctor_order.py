"""`pelicart doctor NUMBER`: one order in plain words, and what to do next. Nothing is changed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pelicart.money import Money
from pelicart.order import RELEASED, Order
from pelicart.orders.shipping import sent, travels
from pelicart.wiring import wiring
from pelicart_command.doctor_advice import advice
from pelicart_command.doctor_provider import Look, look, said
from pelicart_command.doctor_waits import waits
from pelicart_command.finding import find
from pelicart_command.letters_told import letters
from pelicart_command.sheet import block, going_back
from pelicart_command.words import STATES, history, when


def run(given: argparse.Namespace) -> int:
    """Says what the order is, what happened, what it waits for, and the commands that lead on."""
    wired = wiring()
    now = wired.now()
    order = find(wired.store, given.about, now)
    for text in report(order, look(wired, order), now):
        print(text)
    return 0


def report(order: Order, seen: Look, now: int) -> Iterator[str]:
    """The order as lines of text."""
    mode = "" if order.live else ", in test mode"
    yield f"Order {order.number} of {when(order.created)}: {STATES[order.state]}"
    yield f"{order.money} by {order.method} ({order.module}{mode})"
    yield from block("What happened", history(order))
    yield from block("Money", _money(order))
    yield from block("Goods", _goods(order))
    yield from block("Letters", letters(order))
    yield from block("At the provider", said(order, seen))
    yield from block("It waits for", waits(order, now))
    yield from block("What you can do", advice(order, seen, now))


def _money(order: Order) -> Iterator[str]:
    if not order.total:
        yield "nothing was to be paid"
    elif not order.captured:
        yield "nothing counts as paid"
    else:
        captured, back = (Money(sum_, order.currency) for sum_ in (order.captured, order.refunded))
        yield f"{captured} came, reference {order.reference or 'none'}; {back} were given back"
    yield from going_back(order)


def _goods(order: Order) -> Iterator[str]:
    units = ", ".join(f"{units} {counter}" for counter, units in order.holds.items())
    yield f"{units or 'Nothing is counted'}: {_place(order)}"
    if any(travels(order)):
        tracking, carrier = travels(order)
        yield f"travels with {carrier or 'somebody'}, number {tracking or 'unknown'}"


def _place(order: Order) -> str:
    if order.restocked:
        return "on sale again"
    if order.state in RELEASED or not order.holding:
        return "on sale again, since it was given up"
    return "sent" if sent(order) else "kept for it"
