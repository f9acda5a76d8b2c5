"""GET POST /shop/cart: shows and changes the cart, which lives in the shopper's cookie alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pelicart.cart import Cart
from pelicart.cartcookie import read_cart, set_cart
from pelicart.cartform import line_from_form, updated
from pelicart.entry import endpoint
from pelicart.errorpage import CART, error_page
from pelicart.errors import BadForm, CartFull, UnknownProduct
from pelicart.publication import product_key, product_of
from pelicart.recheck import Rechecked, recheck
from pelicart.settings import Shop
from pelicart.views import CartView
from pelicart.web import Request, Response, page, see_other
from pelicart.wiring import Wiring

CHECKOUT = "/shop/checkout"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.ASCII)


def run(request: Request, wired: Wiring) -> Response:
    """GET: the cart at today's prices. POST: one change to it, then 303."""
    request.allow("GET", "POST")
    if request.method == "GET":
        return _show(request, wired)
    form = request.form(wired.origin)
    return _add(request, wired, form) if "sku" in form else _change(request, wired, form)


def _show(request: Request, wired: Wiring, problem: str = "") -> Response:
    cart = read_cart(request, wired)
    asked = request.query.get("lang", "")
    language = asked if _LANGUAGE.fullmatch(asked) else cart.language if cart else ""
    published = wired.published(language)
    empty = Cart("", published.shop.currency, language)
    checked = _rechecked(cart or empty, wired)
    view = CartView(
        lines=checked.lines,
        changes=checked.changes,
        goods=checked.goods,
        currency=checked.cart.currency,
        most=published.shop.quantity,
        version=checked.version,
        problem=problem or request.query.get("problem", ""),
    )
    return page(published.pages.render("cart", view), status=422 if problem else 200)


def _add(request: Request, wired: Wiring, form: Mapping[str, str]) -> Response:
    shop = wired.published(form.get("lang", "")).shop
    cart = read_cart(request, wired) or _new_cart(form, shop, wired)
    item = wired.read([product_key(form["sku"])]).get(product_key(form["sku"]))
    if item is None:
        raise UnknownProduct(sku=form["sku"])
    product = product_of(item)
    try:
        line = line_from_form(form, product, cart.currency)
        return see_other(CART, set_cart(cart.add(line, product, shop.quantity), wired))
    except CartFull:
        return _show(request, wired, CartFull.code)
    except BadForm as wrong:
        raise BadForm(wrong.fields, again=product.url) from wrong


def _new_cart(form: Mapping[str, str], shop: Shop, wired: Wiring) -> Cart:
    currency, language = form.get("currency", ""), form.get("lang", "")
    return Cart(
        wired.basket(),
        currency if currency in shop.currencies else shop.currency,
        language if language in shop.languages else shop.languages[0],
    )


def _change(request: Request, wired: Wiring, form: Mapping[str, str]) -> Response:
    cart = read_cart(request, wired)
    if cart is None:
        return see_other(CART)
    checked = _rechecked(cart, wired)
    if form.get("version") != checked.version:
        # Another tab, or the shop, changed it since: show it, apply nothing.
        return see_other(f"{CART}?problem=cart-changed")
    most = wired.published(cart.language).shop.quantity
    after = updated(checked.cart, form, most)
    onward = CHECKOUT if form.get("action") == "checkout" and after.lines else CART
    return see_other(onward, set_cart(after, wired))


def _rechecked(cart: Cart, wired: Wiring) -> Rechecked:
    return recheck(cart, wired.shelf(cart))


handler = endpoint(run, error_page)
