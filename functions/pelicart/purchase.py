"""From the review page's button to the provider's page: takes the order, then hands it off."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping

from pelicart.address import read_person
from pelicart.choice import Choice
from pelicart.errors import (
    BadForm,
    BadRequest,
    ProviderDown,
    QuoteChanged,
    QuoteExpired,
)
from pelicart.order import Order
from pelicart.ordering import choice_digest, hand_off, new_order, take
from pelicart.payments.base import Instructions, PostForm, Redirect
from pelicart.quote import Quote, quote_from
from pelicart.review import review, to_order
from pelicart.settings import Method
from pelicart.settle import read_order
from pelicart.shipping import needs_delivery
from pelicart.views import HandOffView
from pelicart.web import STATUSES, Request, Response, page, see_other
from pelicart.wiring import Published, Wiring


def place_order(request: Request, wired: Wiring, form: Mapping[str, str], method: str) -> Response:
    """Takes exactly the order that was reviewed, once, and hands the shopper off.

    A quote that no longer holds gives the review again, with what is true now. Raises `Forged`,
    `SoldOut`, `ProviderRefused`; then nothing of the order stays half-written.
    """
    try:
        order = take(wired.store, _reviewed(wired, form, method))
        return _handed_off(wired, order)
    except (QuoteExpired, QuoteChanged, ProviderDown) as stale:
        again = {**form, "method": method}
        return review(request, wired, again, notice=stale.code, status=STATUSES[stale.code])


def pay_again(wired: Wiring, token: str) -> Response:
    """Back to the payment page of an order that is still open, or to the order's page."""
    claims = wired.keys.verify("order", token, wired.now())
    order = read_order(wired.store, str(claims["sub"]))
    if order.state not in {"new", "pending"} or order.wanted:
        return to_order(wired, order)
    return _handed_off(wired, order)


def _reviewed(wired: Wiring, form: Mapping[str, str], method_name: str) -> Order:
    """The order that the token vouches for; the posted parts must be those that were shown."""
    claims = wired.keys.verify("quote", form["quote"], wired.now())
    quote = _posted_quote(form)
    language = str(claims.get("lang", ""))
    published = wired.published(language)
    choice = _posted_choice(published, form, method_name, quote)
    if not hmac.compare_digest(choice_digest(quote, choice), str(claims.get("digest"))):
        raise QuoteChanged("what was posted was not quoted")
    live = quote.total == 0 or wired.module(choice.method.module).live
    order_id = str(claims["sub"])
    return new_order(order_id, quote, choice, published.shop, language, wired.now(), live=live)


def _posted_quote(form: Mapping[str, str]) -> Quote:
    try:
        return quote_from(json.loads(form.get("lines", "")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise BadRequest("the quote's lines are not readable") from wrong


def _posted_choice(
    published: Published, form: Mapping[str, str], method_name: str, quote: Quote
) -> Choice:
    method: Method | None = published.shop.method(method_name)
    if method is None:
        raise QuoteChanged("the method is no longer offered")
    try:
        delivered = needs_delivery(quote.lines)
        person = read_person(form, published.text.countries, needs_address=delivered)
    except BadForm as wrong:
        raise QuoteChanged("the address is not the one shown") from wrong
    return Choice(person, quote.delivery, method)


def _handed_off(wired: Wiring, order: Order) -> Response:
    if order.state not in {"new", "pending"}:
        return to_order(wired, order)
    urls = wired.urls(order.id, order.created, order.module)
    outcome = hand_off(wired.store, wired.module(order.module), order, urls, wired.now())
    match outcome:
        case Redirect(url=url):
            return see_other(url)
        case PostForm(url=url, fields=fields):
            view = HandOffView(url, tuple(fields.items()))
            return page(wired.published(order.language).pages.render("handoff", view))
        case Instructions():
            return to_order(wired, order)
        case Order() as decided:
            return to_order(wired, decided)
