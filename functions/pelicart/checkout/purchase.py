"""From the review page's button to the provider's page: takes the order, then hands it off."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from pelicart.abuse.limits import NONE, count_press, held
from pelicart.abuse.traps import check_pace
from pelicart.checkout.ordering import new_order, take
from pelicart.checkout.quoteform import read_reviewed
from pelicart.checkout.review import review, to_order
from pelicart.checkout.sealing import sealed_card
from pelicart.errors import (
    BadCard,
    NotFound,
    ProviderDown,
    QuoteChanged,
    QuoteExpired,
    TooFast,
    TooManyAttempts,
)
from pelicart.order import Order
from pelicart.orders.handoff import hand_off
from pelicart.orders.stored import read_order
from pelicart.pages import Pages
from pelicart.payments.base import Instructions, PostForm, Redirect, Words
from pelicart.request import Request
from pelicart.routes import order_page
from pelicart.views import HandOffView
from pelicart.web import STATUSES, Response, page, see_other
from pelicart.wiring import Wiring
from pelicart.writes import Write


def place_order(request: Request, wired: Wiring, form: Mapping[str, str]) -> Response:
    """Takes exactly the order that was reviewed, once, and hands the shopper off.

    A quote that no longer holds gives the review again, with what is true now. Raises `Forged`,
    `BadForm`, `SoldOut`, `TooMany`, `ProviderRefused`; then nothing of the order stays
    half-written.
    """
    try:
        order = _reviewed(wired, form)
        account = _counted(request, wired, order)
        card = _card(wired, order, form)
        if isinstance(card, BadCard):
            standing = _standing(wired, order)
            return standing or review(request, wired, form, status=422, card=card.fields)
        return _handed_off(wired, take(wired.store, order, *card, *account))
    except (QuoteExpired, QuoteChanged, TooFast, TooManyAttempts, ProviderDown) as stale:
        return review(request, wired, form, notice=stale.code, status=STATUSES[stale.code])


def pay_again(request: Request, wired: Wiring, token: str) -> Response:
    """Back to the payment page of an order that is still open, or to the order's page."""
    claims = wired.keys.verify("order", token, wired.now())
    limits = wired.limits(wired.published().shop)
    if limits.orders:
        count_press(wired.store, limits, wired.client(request), wired.now())
    return _handed_off(wired, read_order(wired.store, str(claims["sub"])))


def _reviewed(wired: Wiring, form: Mapping[str, str]) -> Order:
    """The order that the token vouches for; the posted parts must be those that were shown."""
    claims = wired.keys.verify("quote", form["quote"], wired.now())
    reviewed = read_reviewed(form, claims)
    language = str(claims["lang"])
    shop = wired.published(language).shop
    check_pace(claims, wired.now(), wired.limits(shop).seconds)
    method = shop.method(reviewed.method)
    if method is None:
        raise QuoteChanged("the method is no longer offered")
    module = wired.module(method.module) if reviewed.quote.total else None
    return new_order(str(claims["sub"]), reviewed, method, shop, language, wired.now(), module)


def _counted(request: Request, wired: Wiring, order: Order) -> list[Write]:
    """Counts the press before anything is done for it; what the order's units are counted with."""
    limits, now = wired.limits(wired.published(order.language).shop), wired.now()
    if limits == NONE:
        return []
    client = wired.client(request)
    count_press(wired.store, limits, client, now)
    return held(limits, client, sum(order.holds.values()), now)


def _card(wired: Wiring, order: Order, form: Mapping[str, str]) -> list[Write] | BadCard:
    """What puts the order's card, if it comes with one; or what is wrong with it."""
    method = wired.published(order.language).shop.method(order.method)
    try:
        return sealed_card(order, method, form, wired.now()) if method else []
    except BadCard as wrong:
        return wrong


def _standing(wired: Wiring, order: Order) -> Response | None:
    """To this very order, if its button was pressed before: its card was cleared since."""
    with suppress(NotFound):
        found = read_order(wired.store, order.id)
        return to_order(wired, found) if found.digest == order.digest else None
    return None


def _handed_off(wired: Wiring, order: Order) -> Response:
    if order.state not in {"new", "pending"} or order.wanted:
        return to_order(wired, order)
    urls = wired.urls(order.id, order.created, order.module)
    pages, module = wired.published(order.language).pages, wired.module(order.module)
    outcome = hand_off(wired.store, module, order, urls, _words(pages, order), wired.now())
    match outcome:
        case Redirect(url=url):
            return see_other(url)
        case PostForm(url=url, fields=fields):
            back = order_page(wired.keys.sign("order", order.id, wired.now()))
            view = HandOffView(url, tuple(fields.items()), back)
            return page(pages.render("handoff", view))
        case Instructions():
            return to_order(wired, order)
        case Order() as decided:
            return to_order(wired, decided)


def _words(pages: Pages, order: Order) -> Words:
    taxes = {tax.rate: pages.phrase("payment", "tax", tax.rate) for tax in order.quote.taxes}
    fee = pages.phrase("payment", "fee") if order.quote.fee else ""
    return Words(pages.phrase("payment", "order", order.number), taxes, fee)
