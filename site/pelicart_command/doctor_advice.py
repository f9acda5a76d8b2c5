"""What to do about an order, as commands that can be typed as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart.order import OPEN, SEALED, Order
from pelicart.orders.shipping import sent
from pelicart_command.doctor_provider import Look, differs
from pelicart_command.doctor_waits import overdue
from pelicart_command.facts import has_goods, kept, to_ship, withdrawn
from pelicart_command.letters_told import refused
from pelicart_command.typed import plain
from pelicart_command.words import money_back


def advice(order: Order, seen: Look, now: int) -> Iterator[str]:
    """A line for each command, with what it does as a comment; one that says so if none helps."""
    yield from [*_late(order, seen, now), *_by_state(order, seen), *_letters(order)] or ["nothing"]


def _late(order: Order, seen: Look, now: int) -> Iterator[str]:
    """What the table should know, or have done, by now."""
    if differs(order, seen):
        yield f"pelicart orders ask {order.number}  # take over what {order.module} says"
    if overdue(order, now):
        yield "pelicart reconcile  # do what is overdue"


def _by_state(order: Order, seen: Look) -> Iterator[str]:
    if order.state == "review":
        yield from _review(order, seen)
    elif order.state in OPEN:
        yield from _unpaid(order)
    elif order.state in {"expired", "cancelled"} and order.module == "manual":
        yield f"{_paid(order)}  # only if its money came after all"
    elif order.state == "disputed":
        yield f"answer in the dashboard of {order.module}, by the day that it names"
        yield from _shelf(order)
    else:
        yield from _decided(order)


def _unpaid(order: Order) -> Iterator[str]:
    number = order.number
    if order.module == SEALED:
        yield f"pelicart cards open {number} --key FILE  # then charge it"
        yield f"pelicart cards done {number} --reference CODE  # or  --declined"
    elif order.module == "manual":
        yield f"{_paid(order)}  # its money is there"
        yield f"pelicart orders extend {number} --days 7  # let it wait longer"
    if not order.wanted and not (order.state == "awaiting" and order.session):
        yield f"pelicart orders cancel {number}  # give it up"


def _decided(order: Order) -> Iterator[str]:
    number = order.number
    if to_ship(order):
        yield f"pelicart orders ship {number} --tracking CODE --carrier NAME  # it has left you"
    elif sent(order) and kept(order):
        yield f"pelicart orders ship {number} --tracking CODE  # tell how it travels anew"
    if kept(order):
        why = "its shopper has withdrawn" if withdrawn(order) else "only if it is to be undone"
        yield f"{money_back(order)}  # {why}"
    elif not order.total and order.holding and has_goods(order):
        yield f"{money_back(order)}  # only if it is to be undone"
    yield from _shelf(order)


def _shelf(order: Order) -> Iterator[str]:
    if order.state in {"refunded", "part_refunded", "disputed"} and order.holding and order.holds:
        yield f"pelicart orders restock {order.number}  # if its goods are on the shelf"


def _review(order: Order, seen: Look) -> Iterator[str]:
    """By what is kept, as `decide` asks; who can't be asked leaves all three open."""
    decide = f"pelicart orders decide {order.number}"
    ours = [one for one in seen.payments if one.order == order.id]
    taken = [one for one in ours if one.captured.minor]
    keeping = [one for one in taken if one.refunded.minor < one.captured.minor]
    exact = [one for one in keeping if one.captured == order.money and not one.refunded.minor]
    if order.owed:
        yield "wait until what is owed went back"
    elif seen.unasked and not order.session:
        yield f'{decide} paid --reference "bank line 18"  # its money is there, all of it'
        yield f'{decide} refunded --reference "bank line 19"  # you sent its money back'
        yield f"{decide} cancelled  # no money came"
    elif seen.unasked:
        yield f"pelicart doctor {order.number}  # again, when {order.module} answers"
    elif any(one.state in {"approved", "processing"} for one in ours):
        yield "wait: money is on its way"
    elif not keeping:
        yield f"{decide} {'refunded' if taken else 'cancelled'}  # nothing is kept"
    elif len(exact) == len(keeping) == 1:
        yield f"{decide} paid  # exactly its total is kept"
        yield f"or give it back in the dashboard of {order.module}, and  {decide} refunded"
    else:
        names = ", ".join(one.reference or one.session for one in keeping)
        yield f"give back in the dashboard of {order.module} what is too much of: {names}"
        yield f"then  pelicart doctor {order.number}  # to see what to decide"


def _paid(order: Order) -> str:
    amount = plain(order.money)
    return f'pelicart orders paid {order.number} --amount {amount} --reference "bank line 18"'


def _letters(order: Order) -> Iterator[str]:
    """Nobody else tells those whom no mail reaches."""
    if missed := refused(order):
        yield f"tell them in another way what no mail told: {', '.join(missed)}"
