"""The method's page: the quote with its token, for the one order of this basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pelicart.cart import Cart
from pelicart.cart.recheck import recheck
from pelicart.cartcookie import read_cart, set_cart
from pelicart.checkout.choice import Choice, read_choice
from pelicart.checkout.quoteform import choice_digest, packed
from pelicart.checkout.sealing import card_form
from pelicart.errors import BadForm
from pelicart.methodchoice import method_choice
from pelicart.order import OPEN, RELEASED, SEALED, UNPAID, Order
from pelicart.orders.handoff import close, want_cancelled
from pelicart.pricing.quoting import priced
from pelicart.quote import PricedLine, Quote
from pelicart.request import Request
from pelicart.routes import CART, order_page
from pelicart.views import CardForm, ReviewView
from pelicart.web import Response, page, see_other
from pelicart.wiring import Wiring

NOTHING_WRONG: Mapping[str, str] = MappingProxyType({})


def review(
    request: Request,
    wired: Wiring,
    form: Mapping[str, str],
    notice: str = "",
    status: int = 200,
    card: Mapping[str, str] = NOTHING_WRONG,
) -> Response:
    """The review page; 303 to the cart if it changed, or to its order if it is one already.

    Raises `BadForm`. An earlier order of this basket that differs is closed at the provider first;
    then the basket gets a new id, so that never two of its orders can be paid.
    """
    cart = read_cart(request, wired)
    if cart is None or not cart.lines:
        return see_other(f"{CART}?problem=empty-cart")
    shelf = wired.shelf(cart)
    checked = recheck(cart, shelf)
    if checked.changes or not checked.lines:
        return see_other(CART)
    quote, choice = _quoted(wired, form, cart, checked.lines)
    cookies: tuple[str, ...] = ()
    same = shelf.order and _same(shelf.order, quote, choice)
    if shelf.order and same and shelf.order.module == SEALED:
        return to_order(wired, shelf.order)  # it has its card
    if shelf.order and not same:
        if standing := _closed(wired, shelf.order, quote):
            return to_order(wired, standing)
        cart = cart.renewed(wired.basket())
        cookies = (set_cart(cart, wired),)
    asked = card_form(choice.method, wired.order_id(cart.basket), quote.money, wired.now(), card)
    view = _view(wired, cart, quote, choice, notice, asked)
    html = wired.published(cart.language).pages.render("review", view)
    return page(html, *cookies, status=status)


def _quoted(
    wired: Wiring, form: Mapping[str, str], cart: Cart, lines: Sequence[PricedLine]
) -> tuple[Quote, Choice]:
    """What the form chooses and what it costs; `BadForm` also if its method can't take that."""
    published = wired.published(cart.language)
    shop, countries = published.shop, published.text.countries
    choice = read_choice(form, shop, lines, cart.currency, countries)
    method = choice.method
    quote = priced(lines, shop, cart.currency, choice.to, choice.delivery, method)
    if quote.total and not wired.module(method.module).accepts(quote.money):
        raise BadForm({"method": "not-offered"})
    return quote, choice


def to_order(wired: Wiring, order: Order) -> Response:
    """303 to the order's page."""
    return see_other(order_page(wired.keys.sign("order", order.id, wired.now())))


def _same(order: Order, quote: Quote, choice: Choice) -> bool:
    unchanged = order.digest == choice_digest(quote, choice.person, choice.method.name)
    return order.state in OPEN and not order.wanted and unchanged


def _closed(wired: Wiring, order: Order, quote: Quote) -> Order | None:
    """None if the basket is free for another order; else the order that stands in its way."""
    if order.state in OPEN:
        unwanted = replace(order, wanted="cancelled")
        module = wired.module(order.module)
        order = close(wired.store, module, unwanted, wired.now(), "checkout")
        if order.state in UNPAID:
            # Its page can't be closed: it is given up as soon as the provider says it is over.
            order = want_cancelled(wired.store, order, wired.now())
        given_up = order.state in RELEASED or (order.state in UNPAID and order.wanted)
        return None if given_up else order
    # Decided already: the same lines again are a second click, others are a new purchase.
    again = order.state not in {*RELEASED, "review"} and order.quote.lines == quote.lines
    return order if again else None


def _view(
    wired: Wiring, cart: Cart, quote: Quote, choice: Choice, notice: str, card: CardForm | None
) -> ReviewView:
    token = wired.keys.sign(
        "quote",
        wired.order_id(cart.basket),
        wired.now(),
        total=quote.total,
        cur=quote.currency,
        digest=choice_digest(quote, choice.person, choice.method.name),
        lang=cart.language,
    )
    hidden = (*choice.fields, ("lines", packed(quote)), ("quote", token))
    return ReviewView(
        quote=quote,
        person=choice.person,
        method=method_choice(choice.method, cart.language) if quote.total else None,
        hidden=hidden,
        notice=notice,
        card=card,
    )
