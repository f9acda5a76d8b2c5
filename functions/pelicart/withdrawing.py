"""Withdrawing from the contract: whether an order can be, until when, and from what of it.

Goods count from delivery (article 9 of Directive 2011/83/EU), files from the contract; a file
whose delivery began at the shopper's wish has no right left (article 16 m).
"""

from __future__ import annotations

from typing import Literal

from pelicart.downloads import DAY, fetched, files
from pelicart.order import BY_HAND, Order, State
from pelicart.pricing.region import Destination, covers
from pelicart.quote import PricedLine
from pelicart.views import WithdrawView
from pelicart.withdrawal import Withdrawal

BOUND: tuple[State, ...] = (
    "awaiting", "paid", "fulfilled", "part_refunded", "disputed", "review",
)  # fmt: skip
"""States of an order that binds its shopper; what isn't paid yet is cancelled instead."""

Open = Literal["open", "done", "over", "never"]


def standing(order: Order, terms: Withdrawal, now: int) -> Open:
    """Whether the shopper can withdraw: still, no more for they did, no more, or not at all."""
    if order.withdrawn:
        return "done"
    there = covers(terms.countries, Destination(order.quote.country, order.quote.postcode))
    if not (terms.days and there and order.total and _bound(order)) or order.erased:
        return "never"
    until = ends(order, terms)
    return "open" if returning(order) and (not until or now < until) else "over"


def ends(order: Order, terms: Withdrawal) -> int:
    """When it is over, in epoch seconds; 0 while the goods haven't left."""
    if all(line.digital for line in order.quote.lines):
        paid = (entry["at"] for entry in order.history if entry["state"] == "paid")
        # The day of the contract doesn't count, and the last one counts whole.
        return int(next(paid, order.created)) + (terms.days + 1) * DAY
    left = max((e["at"] for e in order.history if e.get("why") == "shipped"), default=0)
    return left + (terms.delivery + terms.days) * DAY if left else 0


def returning(order: Order) -> tuple[PricedLine, ...]:
    """What is withdrawn from: all lines but the files that were fetched before."""
    gone = {line.digital for line in begun(order)}
    return tuple(line for line in order.quote.lines if line.digital not in gone - {None})


def begun(order: Order) -> tuple[PricedLine, ...]:
    """Lines of files that were fetched. Of those withdrawn from none can be, from then on."""
    return tuple(line for number, line in enumerate(files(order)) if fetched(order, number))


def withdraw_view(order: Order, terms: Withdrawal, token: str, now: int) -> WithdrawView:
    """The page that asks, and afterwards says what was declared and when."""
    state = standing(order, terms, now)
    return WithdrawView(
        number=order.number,
        state=state,
        created=order.created,
        currency=order.currency,
        person=order.person,
        lines=returning(order),
        kept=begun(order),
        until=ends(order, terms) if state in {"open", "over"} else 0,
        withdrawn=order.withdrawn,
        token=token,
    )


def _bound(order: Order) -> bool:
    """Whether there is a contract, and not one that can simply be given up."""
    return order.state in BOUND and not (order.state == "awaiting" and order.module in BY_HAND)
