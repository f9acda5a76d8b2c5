"""Bugs on the way from the review page to the payment page."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from tests.simulation.planted.bug import everywhere

from pelicart.checkout import ordering, purchase, quoteform
from pelicart.errors import PelicartError, SoldOut
from pelicart.order import order_from, order_key, product_key, stock_key
from pelicart.orders import handoff, moves
from pelicart.orders.stored import read_order
from pelicart.payments.base import PostForm, Redirect
from pelicart.publication import product_of
from pelicart.tokens import Keyring
from pelicart.web import see_other
from pelicart.writes import Is, Refused, Write


def two_writes(patch: pytest.MonkeyPatch) -> None:
    """The order first, then its hold on each product."""

    def take(store: Any, order: Any, *more: Write) -> Any:
        try:
            for write in moves.place(order, "2026-11", *more):
                store.write(write)
        except Refused as refused:
            if not refused.items[0]:
                raise SoldOut("Lamp") from refused
            return read_order(store, order.id)
        return order

    everywhere(patch, ordering.take, take)


def session_first(patch: pytest.MonkeyPatch) -> None:
    """The provider's page first; the order is written while the browser is on its way there."""
    whole = purchase._handed_off

    def handed_off(wired: Any, order: Any) -> Any:
        if order.session or not order.total or order.module in {"manual", "sealed"}:
            return whole(wired, order)
        urls = wired.urls(order.id, order.created, order.module)
        started = wired.module(order.module).start(order, urls, purchase.Words("order"))
        with suppress(PelicartError):
            ordering.take(wired.store, order)
            handoff._kept(wired.store, order, started, wired.now())
        assert isinstance(started, Redirect | PostForm)
        return see_other(started.url) if isinstance(started, Redirect) else whole(wired, order)

    patch.setattr(purchase, "take", lambda _store, order, *_more: order)
    patch.setattr(purchase, "_handed_off", handed_off)


def check_then_act(patch: pytest.MonkeyPatch) -> None:
    """Reads what is left, and takes it later without looking again."""
    whole = ordering.take

    def take(store: Any, order: Any, *more: Write) -> Any:
        keys = [stock_key(counter) for counter in order.holds]
        left = store.read(keys) if keys else {}
        if any(left[stock_key(c)]["avail"] < units for c, units in order.holds.items()):
            raise SoldOut("Lamp")
        return whole(store, order, *more)

    everywhere(patch, ordering.take, take)
    patch.setattr(
        moves, "_hold", lambda counter, units: Write(stock_key(counter), add={"avail": -units})
    )


def expired_quote(patch: pytest.MonkeyPatch) -> None:
    """A quote is good for ever."""
    whole = Keyring.verify

    def verify(self: Keyring, purpose: Any, token: str, now: int) -> Any:
        claims = self._decode(purpose, token)
        return whole(self, purpose, token, claims["iat"] if purpose == "quote" else now)

    patch.setattr(Keyring, "verify", verify)


def posted_price(patch: pytest.MonkeyPatch) -> None:
    """The quote is what the form says, whatever its token says."""

    def read_reviewed(form: Any, claims: Any) -> Any:
        person = {name: form[name] for name in quoteform.LIMITS if form.get(name)}
        text = quoteform._unpacked(form["lines"])
        digest = quoteform.digest(text, person, form["method"])
        return quoteform_reviewed(form, {**claims, "digest": digest})

    quoteform_reviewed = quoteform.read_reviewed
    everywhere(patch, quoteform.read_reviewed, read_reviewed)


def total_not_compared(patch: pytest.MonkeyPatch) -> None:
    """The order's total is what the form says the lines cost now, whatever the quote promised."""
    whole = ordering.take

    def take(store: Any, order: Any, *more: Write) -> Any:
        items = store.read([product_key(line.product) for line in order.quote.lines])
        prices = {key: product_of(item).variants[0].prices["EUR"] for key, item in items.items()}
        lines = tuple(
            replace(line, unit=prices[product_key(line.product)]) for line in order.quote.lines
        )
        goods = sum(line.total for line in lines) - order.quote.goods
        stale = replace(order, total=order.total + goods)
        unsaid = tuple(replace(line, terms="") for line in order.quote.lines)
        return whole(store, replace(stale, quote=replace(order.quote, lines=unsaid)), *more)

    everywhere(patch, ordering.take, take)


def second_attempt(patch: pytest.MonkeyPatch) -> None:
    """Paying again opens another page, though the first can still be paid."""
    whole = handoff.hand_off

    def hand_off(store: Any, module: Any, order: Any, urls: Any, words: Any, now: int) -> Any:
        if order.session and order.state == "pending":
            again = Write(
                order_key(order.id),
                expect=(Is("state", ("pending",)), Is("attempt", (order.attempt,))),
                set={"state": "new", "attempt": order.attempt + 1, "session": ""},
                append={"history": [moves.event("new", now, "checkout")]},
            )
            with suppress(Refused):
                order = order_from(store.write(again))
                order = replace(order, session="")
        return whole(store, module, order, urls, words, now)

    everywhere(patch, handoff.hand_off, hand_off)
