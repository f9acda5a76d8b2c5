"""What the forms of product pages and of the cart page mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pelicart.cart import Cart
from pelicart.cart.line import CartLine, checked
from pelicart.catalogue import Product
from pelicart.errors import BadForm, UnknownProduct
from pelicart.pricing.quoting import priced_lines

_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)
OPTION, EXTRA, TEXT, QUANTITY = "option.", "extra.", "text.", "quantity."


def line_from_form(form: Mapping[str, str], product: Product, currency: str) -> CartLine:
    """The line that a product page's form asks for.

    An extra is taken when its box is ticked, or text was typed for it. Raises `UnknownProduct`, or
    `BadForm` for `quantity`, `option.<name>` and `extra.<SKU>`.
    """
    choice = {name.removeprefix(OPTION): v for name, v in form.items() if name.startswith(OPTION)}
    missing = [option.name for option in product.options if not choice.get(option.name)]
    if missing:
        raise BadForm({f"{OPTION}{name}": "choose" for name in missing})
    line = CartLine(
        product.sku,
        product.chosen(choice).sku,
        read_quantity(form.get("quantity", "1")) or 1,
        tuple(sorted(_extras(form, product).items())),
    )
    line = checked(line, product)
    (priced,) = priced_lines([line], {product.sku: product}, currency)
    return replace(line, seen=priced.each)


def _extras(form: Mapping[str, str], product: Product) -> dict[str, str]:
    ticked = {name.removeprefix(EXTRA) for name in form if name.startswith(EXTRA)}
    typed = {
        name.removeprefix(TEXT): text
        for name, text in form.items()
        if name.startswith(TEXT) and text.strip()
    }
    known = {extra.sku for extra in product.extras}
    for sku in ticked | typed.keys():
        if sku not in known:
            raise UnknownProduct(sku=product.sku)
    return {sku: typed.get(sku, "") for sku in ticked | typed.keys()}


def read_quantity(text: str) -> int:
    """A whole number of at most four ASCII digits; `BadForm` for `quantity`."""
    if not _NUMBER.fullmatch(text.strip()):
        raise BadForm({"quantity": "malformed"})
    return int(text)


def updated(cart: Cart, form: Mapping[str, str], most: int) -> Cart:
    """The cart after its own page's form: `remove=<n>`, and `quantity.<n>` for every line.

    Too large a quantity is cut to `most`; 0 removes the line.
    """
    quantities = {
        int(place): min(read_quantity(text), most)
        for name, text in form.items()
        if name.startswith(QUANTITY) and _NUMBER.fullmatch(place := name.removeprefix(QUANTITY))
    }
    if _NUMBER.fullmatch(form.get("remove", "")):
        quantities[int(form["remove"])] = 0
    # From the end, so that a removed line doesn't move those still to come.
    for index in sorted(quantities, reverse=True):
        if index < len(cart.lines):
            cart = cart.with_quantity(index, quantities[index], most)
    return cart
