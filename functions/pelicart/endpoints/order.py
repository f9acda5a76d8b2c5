"""GET POST /shop/order/{token}: an order's state in plain words, for the bearer of its link."""

from __future__ import annotations

from dataclasses import replace

from pelicart.cartcookie import read_cart, set_cart
from pelicart.choice import method_choice
from pelicart.entry import endpoint
from pelicart.errorpage import error_page
from pelicart.errors import NotFound, WrongState
from pelicart.order import OPEN, Order
from pelicart.ordering import want_cancelled
from pelicart.settings import Shop
from pelicart.settle import read_order, release
from pelicart.views import OrderView
from pelicart.web import Request, Response, page, see_other
from pelicart.wiring import Wiring

TAKEN = frozenset({"paid", "awaiting", "fulfilled", "part_refunded", "refunded", "disputed"})
"""States in which the cart has become an order for good."""
CONFIRMING = 10 * 60
"""Seconds for which a page shows a payment as being confirmed and asks again by itself."""


def run(request: Request, wired: Wiring) -> Response:
    """GET: the order. POST action=cancel: give it up; the provider is told by reconcile."""
    request.allow("GET", "POST")
    token = request.path.rpartition("/")[2]
    claims = wired.keys.verify("order", token, wired.now())
    order = read_order(wired.store, str(claims["sub"]))
    if request.method == "POST":
        return _act(request, wired, order)
    published = wired.published(order.language)
    outcome = "back" if request.query.get("outcome") == "back" else ""
    view = _view(order, published.shop, token, outcome, wired.now())
    html = published.pages.render("order", view)
    return page(html, *_emptied(request, wired, order))


def _act(request: Request, wired: Wiring, order: Order) -> Response:
    if request.form(wired.origin).get("action") != "cancel":
        raise NotFound("no such action", order=order.id)
    if order.state not in OPEN:
        raise WrongState(f"the order is {order.state}", order=order.id)
    if order.module == "manual":
        release(wired.store, replace(order, wanted="cancelled"), wired.now(), "shopper", "asked")
    else:
        want_cancelled(wired.store, order, wired.now())
    return see_other(request.path)


def _view(order: Order, shop: Shop, token: str, outcome: str, now: int) -> OrderView:
    method = shop.method(order.method)
    handed_off = order.state in {"new", "pending"}
    return OrderView(
        number=order.number,
        state=order.state,
        quote=order.quote,
        person=order.person,
        method=method_choice(method) if method else None,
        created=order.created,
        deadline=order.deadline,
        refunded=order.refunded,
        token=token,
        confirming=handed_off and not outcome and now < order.created + CONFIRMING,
        can_pay=handed_off and not order.wanted and now < order.session_expires,
        can_cancel=order.state in OPEN and not order.wanted,
        outcome=outcome,
    )


def _emptied(request: Request, wired: Wiring, order: Order) -> tuple[str, ...]:
    """Deletes the cart cookie once its basket has become this order."""
    cart = read_cart(request, wired)
    if cart is None or order.state not in TAKEN or wired.order_id(cart.basket) != order.id:
        return ()
    return (set_cart(cart.emptied(), wired),)


handler = endpoint(run, error_page)
