"""The writes that make an order and move it: each is conditional, with its history entry in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pelicart.letters import announces
from pelicart.order import (
    OPEN,
    RELEASED,
    SEALED,
    Order,
    State,
    card_key,
    due_partition,
    holds,
    order_key,
    product_key,
    sources,
    stock_key,
    tell_partition,
    to_item,
)
from pelicart.quote import Quote
from pelicart.writes import Absent, AtLeast, Expectation, Is, Item, Write


def event(state: State, at: int, by: str, **evidence: str | int) -> dict[str, Any]:
    """A history entry: which state, when, who, and on what evidence. No personal data."""
    return {"state": state, "at": at, "by": by, **evidence}


TELL_AFTER = 10 * 60
"""Seconds until a letter is looked after that the table's stream should have sent at once."""

FORGET_AFTER = 30 * 86400
"""Seconds for which an order that came to nothing is kept."""


def untold(order_id: str, *entries: Mapping[str, Any]) -> dict[str, Any]:
    """What a write sets with entries that ask for a letter: the duty to see that it is sent."""
    at = max((entry["at"] for entry in entries if announces(entry)), default=0)
    return {"untold": tell_partition(order_id), "tell_at": at + TELL_AFTER} if at else {}


def place(order: Order, month: str, *more: Write) -> list[Write]:
    """The one transaction that takes an order: its item, its hold on each counted product.

    It takes none if a product is no longer sold as it was quoted. `more` is what else must be
    there with it.
    """
    item = to_item(order, month) | untold(order.id, *order.history)
    put = Write(order_key(order.id), expect=(Absent(),), put=item)
    holds = (_hold(counter, units) for counter, units in order.holds.items())
    terms = {line.product: line.terms for line in order.quote.lines if line.terms}
    sold = (Write(product_key(sku), expect=(Is("terms", (said,)),)) for sku, said in terms.items())
    return [put, *holds, *sold, *more]


def forget_card(order: Order) -> list[Write]:
    """What goes with every write that decides an order: its sealed card has served, or never will.

    A card that isn't there is no obstacle.
    """
    return [Write(card_key(order.id), delete=True)] if order.module == SEALED else []


def _hold(counter: str, units: int) -> Write:
    return Write(stock_key(counter), expect=(AtLeast("avail", units),), add={"avail": -units})


def _release(counter: str, units: int) -> Write:
    return Write(stock_key(counter), add={"avail": units})


def move(
    order_id: str,
    to: State,
    entry: Mapping[str, Any],
    *,
    expect: Iterable[Expectation] = (),
    change: Mapping[str, Any] | None = None,
    due_at: int | None = None,
    since: tuple[State, ...] = (),
) -> Write:
    """One move with its history entry in the same write, and the next duty; at 0 none is left.

    Without `due_at` an order that was open is left without any, and a decided one keeps its own,
    for it may owe money: `reconcile` drops what leads to nothing. A letter that the entry asks for
    is a duty apart. A refund that is counted is no longer under way.
    """
    froms = since or sources(to)
    kept = due_at or (due_at is None and not set(froms) <= set(OPEN))
    over = ("refunding",) if "refunded" in (change or {}) else ()
    duty = {"due": due_partition(order_id), "due_at": due_at} if due_at else {}
    # Only what came to nothing may be forgotten.
    end = {"ttl": entry["at"] + FORGET_AFTER} if to in RELEASED else {}
    return Write(
        order_key(order_id),
        expect=(Is("state", froms), *expect),
        set={"state": to, **(change or {}), **duty, **end, **untold(order_id, entry)},
        append={"history": [dict(entry)]},
        remove=(*over, *(() if kept else ("due", "due_at")), *(() if end else ("ttl",))),
    )


def let_go(order: Order, to: State, entry: Mapping[str, Any]) -> list[Write]:
    """The transaction that ends an unpaid order and gives its units back, once.

    Only after the provider said that this very session can no longer be paid, or if there is none;
    and only if it still stands as it was read: a capture that was begun meanwhile goes first, and
    so does a merchant who lets the order wait longer.
    """
    read = ("state", "attempt", "session", *(("deadline",) if to == "expired" else ()))
    still = tuple(Is(name, (getattr(order, name),)) for name in read)
    ended = move(order.id, to, entry, expect=still, since=OPEN)
    return [ended, *put_back(order), *forget_card(order)]


def put_back(order: Order) -> list[Write]:
    """What gives the order's units back; it goes with the write that says so, and once."""
    return [_release(counter, units) for counter, units in order.holds.items()]


def take_again(order: Order, paid: Write) -> list[Write]:
    """Late money: the paying write, together with a new hold on what had been released."""
    return [paid, *(_hold(counter, units) for counter, units in order.holds.items())]


def short_of(quote: Quote, counters: Sequence[Item | None]) -> list[str]:
    """Names of the lines whose hold was refused; `counters` are as `Refused` has them."""
    short = {c for c, item in zip(holds(quote), counters, strict=True) if item is not None}
    return list(dict.fromkeys(line.name for line in quote.lines if line.stock_key in short))
