"""GET POST /shop/order/{token}: an order's state in plain words, for the bearer of its link."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pelicart.cart import Cart
from pelicart.cartcookie import read_cart, set_cart
from pelicart.checkout.shown import method_choice
from pelicart.downloads import downloads, file_name, files
from pelicart.entry import endpoint
from pelicart.errorpage import error_page
from pelicart.errors import NotFound
from pelicart.methods import BY_HAND, NOTHING_TO_PAY, SEALED
from pelicart.order import OPEN, Order
from pelicart.orderform import order_form
from pelicart.orders.downloading import GOOD_FOR, hand_out
from pelicart.orders.handoff import want_cancelled
from pelicart.orders.stored import read_order, release
from pelicart.request import Request
from pelicart.routes import order_page
from pelicart.settings import Shop
from pelicart.store.files import open_bucket
from pelicart.views import MethodChoice, OrderView
from pelicart.web import Response, page, see_other
from pelicart.wiring import Wiring

TAKEN = frozenset({"paid", "awaiting", "fulfilled", "part_refunded", "refunded", "disputed"})
"""States in which the cart has become an order for good."""
DECLINED = frozenset({"declined", "failed"})
"""Why an order went back to waiting for its shopper: its provider says that nothing was paid."""
OUTCOMES = frozenset({"back", "done"})
"""What the provider's page may have ended with, by the return's word: it changes no state."""


def run(request: Request, wired: Wiring) -> Response:
    """GET: the order. POST action=cancel: give it up; the provider is told by reconcile.

    POST action=download: a bought file, counted; mail scanners follow links, and post no forms.
    """
    request.allow("GET", "POST")
    token = request.path.rpartition("/")[2]
    claims = wired.keys.verify("order", token, wired.now())
    order = read_order(wired.store, str(claims["sub"]))
    if request.method == "POST":
        return see_other(_act(request, wired, order) or order_page(token))
    published = wired.published(order.language)
    asked = request.query.get("outcome", "")
    outcome = asked if asked in OUTCOMES else ""
    view = _view(order, published.shop, token, outcome, wired.now())
    return page(published.pages.render("order", view), *_emptied(request, wired, order))


def _act(request: Request, wired: Wiring, order: Order) -> str:
    """Does what the pressed button says; where it leads, empty for back to the page."""
    form = request.form(wired.origin)
    match form.get("action"):
        case "cancel":
            _cancel(wired, order)
        case "download":
            return _download(wired, order, form.get("file", ""))
        case _:
            raise NotFound("no such action", order=order.id)
    return ""


def _download(wired: Wiring, order: Order, posted: str) -> str:
    """The file's address, counted; empty if it can't be had any more, which the page says."""
    sold = {str(number): line.digital or "" for number, line in enumerate(files(order))}
    if posted not in sold:
        raise NotFound("no such file", order=order.id)
    bucket, file = open_bucket(wired.environment), sold[posted]
    allowance = wired.published(order.language).shop.downloads
    at = hand_out(wired.store, order, int(posted), allowance, wired.now())
    return bucket.link(file, file_name(file), at, GOOD_FOR) if at else ""


def _cancel(wired: Wiring, order: Order) -> None:
    """Gives the order up if it still can be; else its page says what it is by now."""
    if not _can_cancel(order):
        return
    # This function has nothing to do with cards: reconcile takes one away with its order.
    if order.module != SEALED and (order.module in BY_HAND or not order.session):
        release(wired.store, replace(order, wanted="cancelled"), wired.now(), "shopper", "asked")
    else:
        want_cancelled(wired.store, order, wired.now())


def _can_cancel(order: Order) -> bool:
    """Money on its way can't be stopped; a cheque's order can be given up until it has come."""
    waits = order.state == "awaiting" and order.module in BY_HAND
    return not order.wanted and (waits or order.state in {"new", "pending"})


def _view(order: Order, shop: Shop, token: str, outcome: str, now: int) -> OrderView:
    handed_off = order.state in {"new", "pending"} and not order.wanted
    if handed_off and outcome != "back" and order.history[-1].get("why") in DECLINED:
        outcome = "declined"
    confirming = handed_off and outcome == "done" and now < order.deadline
    method = _method(order, shop)
    return OrderView(
        number=order.number,
        state=order.state,
        quote=order.quote,
        person=order.person,
        method=method,
        created=order.created,
        deadline=order.deadline,
        refunded=order.refunded,
        token=token,
        confirming=confirming,
        cancelling=bool(order.wanted) and order.state in OPEN,
        can_pay=handed_off and not confirming and now < order.session_expires,
        can_cancel=_can_cancel(order) and not confirming,
        outcome=outcome,
        form=order_form(order, method, shop.name, now),
        downloads=downloads(order, shop.downloads, now),
    )


def _method(order: Order, shop: Shop) -> MethodChoice | None:
    """How the order is paid, be it no longer offered; None if there was nothing to pay."""
    if order.method == NOTHING_TO_PAY:
        return None
    method = shop.method(order.method)
    if method is None:
        return MethodChoice(order.method, order.module, 0)
    return method_choice(method, order.language)


def _emptied(request: Request, wired: Wiring, order: Order) -> tuple[str, ...]:
    """Takes what was ordered out of the cart, once its basket has become this order."""
    cart = read_cart(request, wired)
    if cart is None or order.state not in TAKEN or wired.order_id(cart.basket) != order.id:
        return ()
    return (set_cart(_left(cart, order).renewed(wired.basket()), wired),)


def _left(cart: Cart, order: Order) -> Cart:
    """The cart without the order's units: more may have been put in since."""
    taken = Counter[object]()
    for line in order.quote.lines:
        extras = tuple((extra.sku, extra.text) for extra in line.extras)
        taken[line.product, line.sku, extras] += line.quantity
    left = ((line, line.quantity - taken[line.chosen]) for line in cart.lines)
    lines = tuple(replace(line, quantity=units) for line, units in left if units > 0)
    return replace(cart, lines=lines)


handler = endpoint(run, error_page)
