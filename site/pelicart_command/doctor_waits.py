"""What an order waits for, and until when."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart.letters import due_letters
from pelicart.order import BY_HAND, OPEN, SEALED, Order
from pelicart_command.facts import to_ship, withdrawn
from pelicart_command.words import when

LATE = 15 * 60
"""Seconds after which what is due seems forgotten: `reconcile` runs every five minutes."""


def waits(order: Order, now: int) -> Iterator[str]:
    """A line for each thing; one that says so if it is nothing."""
    found = [*_decision(order), *_money(order), *_goods(order), *_letters(order)]
    yield from found or ["nothing"]
    if overdue(order, now):
        yield f"OVERDUE since {when(order.due_at)}: does reconcile run?"
    if order.ttl:
        yield f"the table forgets it after {when(order.ttl)}"


def overdue(order: Order, now: int) -> bool:
    """Whether something was to be done that nobody did."""
    return 0 < order.due_at < now - LATE


def _decision(order: Order) -> Iterator[str]:
    until = when(order.deadline)
    if order.state == "review":
        yield "you to decide it: nothing else leads it out of review"
    elif order.state == "disputed":
        yield f"the shopper's bank to decide; {order.module} tells how"
    elif order.state in OPEN and order.wanted:
        yield f"{order.module} to close its payment page, {_next(order)}"
    elif order.state in OPEN:
        yield from _payment(order, until)


def _payment(order: Order, until: str) -> Iterator[str]:
    """What decides an open order that nobody gave up."""
    if order.state != "awaiting":
        yield f"the shopper to pay, until {until}; then {order.module} closes its page and it ends"
    elif order.module == SEALED:
        yield f"you to charge its card, until {until}; then it ends by itself"
    elif order.module in BY_HAND:
        yield f"its money, which you mark, until {until}; then it ends by itself"
        yield from (f"a reminder to the shopper, {when(at)}" for at in order.reminders)
    else:
        yield f"{order.module} to say what became of the money, {_next(order)}"


def _money(order: Order) -> Iterator[str]:
    if order.owed or order.refunding:
        yield f"{order.module} to give money back, {_next(order)}"


def _next(order: Order) -> str:
    """When its duty is due; an order without any is looked after by nobody."""
    return f"looked after on {when(order.due_at)}" if order.due_at else "and NOBODY is due to ask"


def _goods(order: Order) -> Iterator[str]:
    if to_ship(order):
        yield "you to send it"
    if withdrawn(order) and order.refunded < order.captured:
        yield "you to give the money back: its shopper has withdrawn from it"


def _letters(order: Order) -> Iterator[str]:
    if due := due_letters(order):
        yield f"{len(due)} letter{'' if len(due) == 1 else 's'} to be sent"
