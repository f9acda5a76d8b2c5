"""GET POST /shop/cart: shows and changes the cart, which lives in the shopper's cookie alone.

Answers what no other function does, too: an address below /shop/ that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from pelicart.cart import Cart
from pelicart.cart.form import line_from_form, updated
from pelicart.cart.recheck import Rechecked, recheck
from pelicart.cartcookie import read_cart, set_cart
from pelicart.catalogue import Product, is_sku
from pelicart.entry import endpoint
from pelicart.errorpage import error_page
from pelicart.errors import BadForm, CartFull, NotFound, UnknownProduct
from pelicart.order import product_key
from pelicart.publication import product_of
from pelicart.request import Request
from pelicart.routes import CART, CHECKOUT
from pelicart.settings import Shop
from pelicart.views import CartView
from pelicart.web import Response, page, see_other
from pelicart.wiring import Wiring

TOLD = frozenset({"cart-changed", "empty-cart"})
"""Problems that a redirect to this page may name in its address."""


def run(request: Request, wired: Wiring) -> Response:
    """GET: the cart at today's prices. POST: one change to it, then 303."""
    if request.path != CART:
        raise NotFound("no such page")
    request.allow("GET", "POST")
    if request.method == "GET":
        problem = request.query.get("problem", "")
        return _show(request, wired, problem if problem in TOLD else "")
    form = request.form(wired.origin)
    try:
        return _add(request, wired, form) if "sku" in form else _change(request, wired, form)
    except CartFull as full:
        return _show(request, wired, full.code, status=422)


def _show(request: Request, wired: Wiring, problem: str, status: int = 200) -> Response:
    cart = read_cart(request, wired)
    published = wired.published(request.query.get("lang") or (cart.language if cart else ""))
    shop = published.shop
    cart = cart or Cart("", shop.currency, shop.languages[0])
    checked = _rechecked(cart, wired)
    view = CartView(
        lines=checked.lines,
        changes=checked.changes,
        goods=checked.goods,
        currency=cart.currency,
        most=shop.quantity,
        version=checked.version,
        problem=problem,
    )
    return page(published.pages.render("cart", view), status=status)


def _add(request: Request, wired: Wiring, form: Mapping[str, str]) -> Response:
    shop = wired.published(form.get("lang", "")).shop
    cart = read_cart(request, wired) or _new_cart(form, shop, wired)
    product = _product(form["sku"], wired)
    try:
        line = line_from_form(form, product, cart.currency)
        return see_other(CART, set_cart(cart.add(line, product, shop.quantity), wired))
    except BadForm as wrong:
        if wrong.fields.get("quantity") == "too-many":
            return _show(request, wired, "too-many", status=422)
        raise BadForm(wrong.fields, again=product.url) from wrong


def _product(sku: str, wired: Wiring) -> Product:
    key = product_key(sku)
    item = wired.read([key]).get(key) if is_sku(sku) else None
    if item is None:
        raise UnknownProduct  # without it: a card number reads like a SKU, and errors are logged
    return product_of(item)


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
        return see_other(f"{CART}?problem=empty-cart")
    checked = _rechecked(cart, wired)
    if form.get("version") != checked.version:
        # Another tab, or the shop, changed it since: show it, apply nothing.
        return see_other(f"{CART}?problem=cart-changed")
    most = wired.published(cart.language).shop.quantity
    try:
        after = updated(checked.cart, form, most)
    except BadForm:
        return _show(request, wired, "bad-form", status=422)
    onward = CHECKOUT if form.get("action") == "checkout" and after.lines else CART
    return see_other(onward, set_cart(after, wired))


def _rechecked(cart: Cart, wired: Wiring) -> Rechecked:
    return recheck(cart, wired.shelf(cart))


handler = endpoint(run, error_page)
