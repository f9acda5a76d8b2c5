"""Writes a letter: the mail that tells somebody what happened to an order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pelicart.downloads import files
from pelicart.letters import Due
from pelicart.mail.base import Mail, Sender
from pelicart.methodchoice import method_of
from pelicart.order import Order
from pelicart.orderform import order_form
from pelicart.orders.shipping import travels
from pelicart.routes import order_page
from pelicart.settings import Shop
from pelicart.views import LetterView
from pelicart.wiring import Wiring
from pelicart.withdrawing import begun, standing


def written(wired: Wiring, order: Order, due: Due) -> Mail:
    """The mail of a letter, in the language of who gets it: the order's, or the shop's first."""
    shop = wired.published(order.language).shop
    language = shop.languages[0] if due.to_merchant else order.language
    link = "" if due.to_merchant else _link(wired, order)
    view = letter_view(order, due, shop, link, wired.now())
    letter = wired.published(language).pages.letter(view)
    shopper = order.person.get("email", "")
    return Mail(
        id=_name(order, due),
        sender=Sender(shop.name, shop.mail.sender),
        to=shop.mail.merchant if due.to_merchant else shopper,
        reply_to=shopper if due.to_merchant else shop.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
    )


def letter_view(order: Order, due: Due, shop: Shop, link: str, now: int) -> LetterView:
    """What the letter's template is given; `link` is the order's page, empty for the shop."""
    method, (tracking, carrier) = method_of(order, shop), travels(order)
    return LetterView(
        letter=due.letter,
        number=order.number,
        state=order.state,
        quote=order.quote,
        person=order.person,
        method=method,
        created=order.created,
        deadline=order.deadline,
        at=due.entry["at"],
        link=link,
        why=str(due.entry.get("why", "")),
        amount=_given(order, due),
        refunded=order.refunded,
        tracking=tracking,
        carrier=carrier,
        form=order_form(order, method, shop.name, now),
        files=bool(files(order)),
        kept=begun(order) if order.withdrawn else (),
        invoice=str(order.invoice.get("number", "")),
        credit=str(order.credits[-1]["number"]) if order.credits else "",
        can_withdraw=standing(order, shop.withdrawal, now) == "open",
    )


def _link(wired: Wiring, order: Order) -> str:
    return wired.origin + order_page(wired.keys.sign("order", order.id, wired.now()))


def _name(order: Order, due: Due) -> str:
    """The same for the same letter, always; it gives nothing of the order away."""
    return hashlib.sha256(f"{order.id}:{due.key}".encode()).hexdigest()[:32]


def _given(order: Order, due: Due) -> int:
    """What was given back by the entry, in minor units: its own word, or what more there was."""
    if "amount" in due.entry:
        return int(due.entry["amount"])
    before = order.history[: int(due.key.partition(":")[0])]
    counted = (_total(entry) for entry in reversed(before) if _total(entry))
    return max(_total(due.entry) - next(counted, 0), 0)


def _total(entry: Mapping[str, Any]) -> int:
    return int(entry.get("refunded", 0))
