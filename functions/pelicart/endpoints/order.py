"""GET POST /shop/order/{token}: an order's state in plain words, for the bearer of its link."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pelicart.cart import Cart
from pelicart.cartcookie import read_cart, set_cart
from pelicart.downloads import file_name, files
from pelicart.entry import endpoint
from pelicart.errorpage import error_page
from pelicart.errors import NotFound
from pelicart.invoice import invoice_view
from pelicart.methodchoice import method_of
from pelicart.order import BY_HAND, SEALED, Order
from pelicart.orderpage import can_cancel, order_view
from pelicart.orders.downloading import GOOD_FOR, hand_out
from pelicart.orders.handoff import want_cancelled
from pelicart.orders.invoicing import papers
from pelicart.orders.stored import read_order, release
from pelicart.orders.withdrawing import withdraw
from pelicart.request import Request
from pelicart.routes import order_page
from pelicart.settings import Shop
from pelicart.store.files import open_bucket
from pelicart.web import Response, page, see_other
from pelicart.wiring import Wiring
from pelicart.withdrawing import withdraw_view

TAKEN = frozenset({"paid", "awaiting", "fulfilled", "part_refunded", "refunded", "disputed"})
"""States in which the cart has become an order for good."""
OUTCOMES = frozenset({"back", "done"})
"""What the provider's page may have ended with, by the return's word: it changes no state."""


def run(request: Request, wired: Wiring) -> Response:
    """GET: the order. POST action=cancel: give it up; the provider is told by reconcile.

    POST action=download: a bought file, counted; mail scanners follow links, and post no forms.
    GET do=withdraw asks, POST action=withdraw withdraws; GET do=invoice is the invoice.
    """
    request.allow("GET", "POST")
    token = request.path.rpartition("/")[2]
    claims = wired.keys.verify("order", token, wired.now())
    order = read_order(wired.store, str(claims["sub"]))
    if request.method == "POST":
        return see_other(_act(request, wired, order, token) or order_page(token))
    published = wired.published(order.language)
    if beside := _beside(request.query.get("do", ""), wired, order, published.shop, token):
        return page(published.pages.render(*beside))
    asked = request.query.get("outcome", "")
    outcome = asked if asked in OUTCOMES else ""
    cart, cookies = _emptied(request, wired, order)
    view = order_view(order, published.shop, token, outcome, wired.now())
    shown = replace(view, in_cart=cart.units if cart else 0)
    return page(published.pages.render("order", shown), *cookies)


def _beside(
    what: str, wired: Wiring, order: Order, shop: Shop, token: str
) -> tuple[str, object] | None:
    """Template and view of a page beside the order's own; None if there is none (for it)."""
    if what == "withdraw":
        return "withdraw", withdraw_view(order, shop.withdrawal, token, wired.now())
    if what == "invoice":
        # It is numbered with the letter that says `paid`; or now, if that was never sent.
        order = papers(wired.store, order, shop, wired.now())
        method = method_of(order, shop)
        return ("invoice", invoice_view(order, method, token)) if order.invoice else None
    return None


def _act(request: Request, wired: Wiring, order: Order, token: str) -> str:
    """Does what the pressed button says; where it leads, empty for back to the page."""
    form = request.form(wired.origin)
    match form.get("action"):
        case "cancel":
            _cancel(wired, order)
        case "download":
            return _download(wired, order, form.get("file", ""))
        case "withdraw":
            shop = wired.published(order.language).shop
            withdraw(wired.store, order, shop.withdrawal, wired.now())
            return f"{order_page(token)}?do=withdraw"
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
    if not can_cancel(order):
        return
    # This function has nothing to do with cards: reconcile takes one away with its order.
    if order.module != SEALED and (order.module in BY_HAND or not order.session):
        release(wired.store, replace(order, wanted="cancelled"), wired.now(), "shopper", "asked")
    else:
        want_cancelled(wired.store, order, wired.now())


def _emptied(request: Request, wired: Wiring, order: Order) -> tuple[Cart | None, tuple[str, ...]]:
    """The cart without what was ordered, once its basket has become this order; and its cookie."""
    cart = read_cart(request, wired)
    if cart is None or order.state not in TAKEN or wired.order_id(cart.basket) != order.id:
        return cart, ()
    cart = _left(cart, order).renewed(wired.basket())
    return cart, (set_cart(cart, wired),)


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
