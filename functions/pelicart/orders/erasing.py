"""Removes a shopper's data from an order, and keeps what the law keeps: the invoice and the books.

Amounts, states and history stay as they are: they name nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pelicart.errors import Raced, WrongState
from pelicart.invoice import uncredited, wants_invoice
from pelicart.invoicing import USUAL_YEARS, kept_until
from pelicart.order import OPEN, Order, order_key
from pelicart.orders.moves import event, forget_card
from pelicart.orders.shipping import SENDABLE, sent
from pelicart.orders.stored import read_order
from pelicart.quote import Quote
from pelicart.settings import Shop
from pelicart.withdrawing import standing
from pelicart.writes import Absent, Counts, Is, Refused, Store, Write

ERASED = "erased"
"""Why of the entry that says so."""

ON_INVOICE = ("name", "line1", "line2", "postcode", "city", "region", "country")
"""What stays with an invoice: who bought, and where."""

InTheWay = Literal[
    "", "open", "review", "disputed", "owed", "refunding", "withdrawn", "to-send", "may-withdraw",
    "no-number", "told", "kept",
]  # fmt: skip
"""Why an order can't be erased (now); empty if it can."""


def in_the_way(order: Order, shop: Shop, now: int, *, everything: bool = False) -> InTheWay:
    """The first reason to keep an order's data; `everything` asks for those on its invoice, too."""
    reasons: dict[InTheWay, bool] = {
        "open": order.state in OPEN,
        "review": order.state == "review",
        "disputed": order.state == "disputed",
        "owed": bool(order.owed),
        "refunding": order.refunding > 0,
        "withdrawn": bool(order.withdrawn and order.captured) and not _given_back(order),
        "to-send": order.state in SENDABLE and _goods(order) and not sent(order) and order.holding,
        "may-withdraw": standing(order, shop.withdrawal, now) == "open",
        "no-number": shop.invoice is not None and (wants_invoice(order) or uncredited(order) != 0),
        "told": order.telling > now,
        "kept": everything and now < legally_kept(order, shop),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def legally_kept(order: Order, shop: Shop) -> int:
    """Until when name and address stay with the order's invoice; 0 if it has none."""
    years = shop.invoice.years if shop.invoice else USUAL_YEARS
    return kept_until(order.invoice["at"], years) if order.invoice else 0


def erase(
    store: Store, order: Order, shop: Shop, *, now: int, by: str, everything: bool = False
) -> Order:
    """The order without its shopper's data; said twice it changes nothing.

    With an invoice it keeps the name and address there, until `everything` may go. Letters of it
    are sent to its shopper no more. Raises `WrongState` if something is `in_the_way`, `Raced` if it
    was changed meanwhile.
    """
    if why := in_the_way(order, shop, now, everything=everything):
        raise WrongState(why, order=order.id)
    person, quote = _left(order, everything=everything)
    if order.erased and (person, quote) == (order.person, order.quote):
        return order
    erased = _erased(order, person, quote, event(order.state, now, by, why=ERASED))
    try:
        store.write_all([erased, *forget_card(order)])
    except Refused as refused:
        current = read_order(store, order.id)
        if current.erased and _left(current, everything=everything)[0] == current.person:
            return current
        raise Raced("the order was changed meanwhile", order=order.id) from refused
    return read_order(store, order.id)


def _left(order: Order, *, everything: bool) -> tuple[Mapping[str, str], Quote]:
    """Person and quote afterwards. Where it was taxed stays, to the country."""
    kept = ON_INVOICE if order.invoice and not everything else ()
    person = {name: order.person[name] for name in kept if name in order.person}
    lines = tuple(
        replace(line, extras=tuple(replace(extra, text="") for extra in line.extras))
        for line in order.quote.lines
    )
    postcode = order.quote.postcode if person else ""
    return person, replace(order.quote, lines=lines, postcode=postcode)


def _erased(
    order: Order, person: Mapping[str, str], quote: Quote, entry: Mapping[str, Any]
) -> Write:
    still = (
        Is("state", (order.state,)),
        Counts("history", len(order.history)),
        Is("telling", (order.telling,)) if order.telling else Absent("telling"),
        Absent("refunding"),
        *(() if order.invoice else (Absent("invoice"),)),  # who is on it must be known
    )
    return Write(
        order_key(order.id),
        expect=still,
        set={"person": dict(person), "quote": quote.as_data(), "erased": entry["at"]},
        append={"history": [dict(entry)]},
    )


def _given_back(order: Order) -> bool:
    """Whether money went back since it was withdrawn from: how much is the merchant's to say."""
    back = {"part_refunded", "refunded"}
    return any(e["state"] in back for e in order.history if e["at"] > order.withdrawn) or (
        order.state == "refunded"
    )


def _goods(order: Order) -> bool:
    return any(not line.digital for line in order.quote.lines)
