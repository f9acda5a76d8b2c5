"""What must hold of one order by itself. Pure: an item in, what is wrong with it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pelicart.errors import PelicartError
from pelicart.invoice import INVOICED
from pelicart.letters import due_letters
from pelicart.order import (
    MOVES,
    OPEN,
    RELEASED,
    STATES,
    Order,
    due_partition,
    order_from,
    tell_partition,
)
from pelicart.orders.refunding import REFUNDABLE
from pelicart.writes import Item
from pelicart_command.auditing.violation import Violation

CLOCKS = 120
"""Seconds by which the clocks of two functions may differ."""


def readable(item: Item) -> Order | Violation:
    """The order, or that nobody can read it."""
    try:
        return order_from(item)
    except (KeyError, TypeError, ValueError, AttributeError, PelicartError) as wrong:
        return Violation(
            "unread", str(item.get("key", "?")), f"{type(wrong).__name__}: {wrong}",
            "Restore this item from a backup",
        )  # fmt: skip


def of_order(order: Order, item: Item) -> Iterator[Violation]:
    """Everything that is wrong with it."""
    for kind, said, mend in (
        *_history(order),
        *_money(order),
        *_evidence(order),
        *_duties(order, item),
    ):
        yield Violation(kind, order.number, said, mend)


Wrong = Iterator[tuple[str, str, str]]


def _history(order: Order) -> Wrong:
    """It begins, moves as it may, doesn't run backwards, and ends where the order stands."""
    look = f"Look with  pelicart doctor {order.number}"
    if not order.history:
        yield "history", "it has none", look
        return
    if order.history[-1]["state"] != order.state:
        yield "history", f"it ends {order.history[-1]['state']}, the order is {order.state}", look
    for before, after in zip(order.history, order.history[1:], strict=False):
        if not _allowed(before, after):
            yield "history", f"it went from {before['state']} to {after['state']}", look
        if after["at"] < before["at"] - CLOCKS:
            yield "history", f"{after['state']} is older than what stands before it", look


def _allowed(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    was, now = before["state"], after["state"]
    if now not in STATES:
        return False
    if was == "review" != now and after.get("why") != "decided":
        return False  # only the merchant leads out of it
    return bool(was == now or now in MOVES.get(was, ()))


def _money(order: Order) -> Wrong:
    """What it counts fits together."""
    ask = f"Compare with the provider:  pelicart doctor {order.number}"
    if order.total != order.quote.total or order.currency != order.quote.currency:
        yield "money", "its total isn't that of its quote", ask
    if not 0 <= order.refunded <= order.captured:
        yield "money", f"{order.refunded} given back of {order.captured}", ask
    if order.captured > order.refunded and order.state in {*OPEN, *RELEASED}:
        yield "money", f"it is {order.state}, and {order.captured - order.refunded} are kept", ask
    if order.ttl and (order.state not in RELEASED or order.owed):
        yield "money", "the table is about to forget it", "Remove its attribute ttl"


def _evidence(order: Order) -> Wrong:
    """Whoever is paid has exactly its money, and the history says by what."""
    if order.state not in INVOICED or not order.total:
        return
    ask = f"Ask the provider:  pelicart orders ask {order.number}"
    decided = [entry for entry in order.history if entry.get("why") == "decided"]
    if decided and order.refunded == order.captured:
        return  # whatever it was, it went back
    if order.captured != order.total:
        yield "evidence", f"it is {order.state} with {order.captured} of {order.total}", ask
    says = [entry for entry in order.history if entry["state"] == "paid"]
    named = [one for one in [*says, *decided] if one.get("reference") == order.reference]
    if not order.reference or not named:
        yield "evidence", "nothing says by what it was paid", ask


def _duties(order: Order, item: Item) -> Wrong:
    """Somebody is going to look after whatever isn't over."""
    refunded = order.refunding and order.state in REFUNDABLE  # a disputed one is its bank's case
    waits = order.state in OPEN or order.owed or refunded
    ask = "Nothing finds it by itself: run  pelicart orders"
    if waits and not order.due_at:
        yield "duty", "it waits, and nobody is due to look", f"{ask} ask {order.number}"
    if order.due_at and item.get("due") != due_partition(order.id):
        yield "duty", "its duty is in no list", f"{ask} ask {order.number}"
    if order.tell_at and item.get("untold") != tell_partition(order.id):
        yield "duty", "its letters are in no list", f"{ask} show {order.number}"
    if due_letters(order) and not order.tell_at:
        yield "duty", "a letter is due, and nobody is to send it", f"{ask} show {order.number}"
    if not str(item.get("listing", "")).startswith("ORDERS#") or "listed_at" not in item:
        yield "duty", "it is in no month's list", f"{ask} show {order.id}"
