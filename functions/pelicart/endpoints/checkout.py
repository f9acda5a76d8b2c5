"""GET POST /shop/checkout[/{method}]: address, review, and the order itself.

The form posts to /shop/checkout, which answers 307 to the chosen method's page: the typed address
travels on in the body, never in an address or a cookie. That page posts the order to itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pelicart.abuse.traps import check_field
from pelicart.cart.recheck import Rechecked, recheck
from pelicart.cartcookie import read_cart
from pelicart.checkout.choice import FIELDS, read_choice
from pelicart.checkout.purchase import pay_again, place_order
from pelicart.checkout.review import review
from pelicart.checkout.shown import checkout_view
from pelicart.entry import endpoint
from pelicart.errorpage import error_page
from pelicart.errors import BadForm
from pelicart.request import Request
from pelicart.routes import CART, CHECKOUT
from pelicart.web import Response, page, see_other
from pelicart.wiring import Wiring


def run(request: Request, wired: Wiring) -> Response:
    """One step of the checkout; see the module's own words."""
    request.allow("GET", "POST")
    method = request.path.removeprefix(CHECKOUT).strip("/")
    if request.method == "GET":
        return _form(request, wired, {"method": method})
    form = request.form(wired.origin)
    if form.get("action") == "pay":
        return pay_again(request, wired, form.get("order", ""))
    try:
        return _step(request, wired, form, method)
    except BadForm as wrong:
        return _form(request, wired, form, wrong.fields)


def _step(request: Request, wired: Wiring, form: Mapping[str, str], method: str) -> Response:
    """The order, its review, or on to the method's page, as far as the form has come."""
    check_field(form)
    if method and "quote" in form:
        return place_order(request, wired, form)
    if method:
        return review(request, wired, {**form, "method": method})
    if form.get("action") in {"refresh", "edit"}:
        return _form(request, wired, form)
    checked = _checked(request, wired)
    if isinstance(checked, Response):
        return checked
    published = wired.published(checked.cart.language)
    choice = read_choice(
        form, published.shop, checked.lines, checked.cart.currency, published.text.countries
    )
    return Response(307, headers={"location": f"{CHECKOUT}/{quote(choice.method.name, safe='')}"})


def _form(
    request: Request,
    wired: Wiring,
    form: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> Response:
    checked = _checked(request, wired)
    if isinstance(checked, Response):
        return checked
    published = wired.published(checked.cart.language)
    view = checkout_view(
        {name: form.get(name, "") for name in FIELDS},
        errors or {},
        published.shop,
        checked.lines,
        checked.cart.currency,
        published.text.countries,
        checked.cart.language,
    )
    return page(published.pages.render("checkout", view), status=422 if errors else 200)


def _checked(request: Request, wired: Wiring) -> Rechecked | Response:
    """The cart as it can be ordered; an empty or changed one is shown first."""
    cart = read_cart(request, wired)
    if cart is None or not cart.lines:
        return see_other(f"{CART}?problem=empty-cart")
    checked = recheck(cart, wired.shelf(cart))
    return see_other(CART) if checked.changes or not checked.lines else checked


handler = endpoint(run, error_page)
