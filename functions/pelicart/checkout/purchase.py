"""From the review page's button to the provider's page: takes the order, then hands it off."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart.checkout.ordering import new_order, take
from pelicart.checkout.quoteform import read_reviewed
from pelicart.checkout.review import review, to_order
from pelicart.errors import ProviderDown, QuoteChanged, QuoteExpired
from pelicart.order import Order
from pelicart.orders.handoff import hand_off
from pelicart.orders.stored import read_order
from pelicart.pages import Pages
from pelicart.payments.base import Instructions, PostForm, Redirect, Words
from pelicart.request import Request
from pelicart.views import HandOffView
from pelicart.web import STATUSES, Response, page, see_other
from pelicart.wiring import Wiring


def place_order(request: Request, wired: Wiring, form: Mapping[str, str]) -> Response:
    """Takes exactly the order that was reviewed, once, and hands the shopper off.

    A quote that no longer holds gives the review again, with what is true now. Raises `Forged`,
    `BadForm`, `SoldOut`, `ProviderRefused`; then nothing of the order stays half-written.
    """
    try:
        order = take(wired.store, _reviewed(wired, form))
        return _handed_off(wired, order)
    except (QuoteExpired, QuoteChanged, ProviderDown) as stale:
        return review(request, wired, form, notice=stale.code, status=STATUSES[stale.code])


def pay_again(wired: Wiring, token: str) -> Response:
    """Back to the payment page of an order that is still open, or to the order's page."""
    claims = wired.keys.verify("order", token, wired.now())
    return _handed_off(wired, read_order(wired.store, str(claims["sub"])))


def _reviewed(wired: Wiring, form: Mapping[str, str]) -> Order:
    """The order that the token vouches for; the posted parts must be those that were shown."""
    claims = wired.keys.verify("quote", form["quote"], wired.now())
    reviewed = read_reviewed(form, claims)
    language = str(claims["lang"])
    shop = wired.published(language).shop
    method = shop.method(reviewed.method)
    if method is None:
        raise QuoteChanged("the method is no longer offered")
    module = wired.module(method.module) if reviewed.quote.total else None
    return new_order(str(claims["sub"]), reviewed, method, shop, language, wired.now(), module)


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
            view = HandOffView(url, tuple(fields.items()))
            return page(pages.render("handoff", view))
        case Instructions():
            return to_order(wired, order)
        case Order() as decided:
            return to_order(wired, decided)


def _words(pages: Pages, order: Order) -> Words:
    taxes = {tax.rate: pages.phrase("payment", "tax", tax.rate) for tax in order.quote.taxes}
    return Words(pages.phrase("payment", "order", order.number), taxes)
