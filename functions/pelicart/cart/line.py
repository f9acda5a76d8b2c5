"""One line of a cart, what may stand in it, and its text in the cart's cookie."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from pelicart.cart.engraving import LONGEST, fault, plain
from pelicart.catalogue import SKU, Product
from pelicart.errors import BadForm, BadRequest, UnknownProduct

_EXTRA = rf"{SKU}~[A-Za-z0-9._~%-]*"
_LINE = re.compile(
    rf"({SKU}):({SKU})?:([1-9][0-9]{{0,3}}):([0-9]{{1,10}})?((?::{_EXTRA})*)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class CartLine:
    """A variant, its number of units, and extras as pairs of SKU and text, sorted by SKU.

    `seen` is the price of one unit with its extras in minor units when it was put in the cart:
    only to tell the shopper of a change.
    """

    product: str
    sku: str
    quantity: int
    extras: tuple[tuple[str, str], ...] = ()
    seen: int | None = None

    @property
    def chosen(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What was chosen, apart from how many: equal for lines that belong together."""
        return self.product, self.sku, self.extras

    @property
    def skus(self) -> frozenset[str]:
        """Its variant and extras."""
        return frozenset({self.sku, *(sku for sku, _ in self.extras)})


def checked(line: CartLine, product: Product) -> CartLine:
    """The line with its extras in order and their texts plain.

    Raises `UnknownProduct`, or `BadForm` for `extra.<SKU>`.
    """
    if line.product != product.sku or not product.orderable:
        raise UnknownProduct(sku=line.product)
    product.variant(line.sku)
    extras, wrong = {}, {}
    for sku, typed in line.extras:
        most = product.extra(sku).text  # noqa: S610  no Django here
        text = plain(typed) if most else ""  # a ticked box posts a value that means nothing
        if most and (code := fault(text, most)):
            wrong[f"extra.{sku}"] = code
        extras[sku] = text
    if wrong:
        raise BadForm(wrong)
    return replace(line, extras=tuple(sorted(extras.items())))


def line_text(line: CartLine) -> str:
    """`<product>:<sku>:<quantity>:<seen>:<extra>~<text>:...`, the SKU left out if the product's."""
    sku = "" if line.sku == line.product else line.sku
    seen = "" if line.seen is None else str(line.seen)
    extras = (f"{sku}~{quote(text, safe='')}" for sku, text in line.extras)
    return ":".join((line.product, sku, str(line.quantity), seen, *extras))


def line_from(text: str) -> CartLine:
    """Inverse of `line_text`; `BadRequest` for what no line reads like.

    The caller holds the line's own text against what it read: not all is told apart here.
    """
    match = _LINE.fullmatch(text)
    if match is None:
        raise BadRequest("not a cart")
    product, sku, quantity, seen, extras = match.groups()
    pairs = tuple(map(_extra_from, extras.split(":")[1:]))
    if pairs != tuple(sorted(dict(pairs).items())):
        raise BadRequest("not a cart")
    return CartLine(product, sku or product, int(quantity), pairs, int(seen) if seen else None)


def _extra_from(text: str) -> tuple[str, str]:
    sku, _, typed = text.partition("~")
    engraved = unquote(typed)  # of bytes that are no UTF-8 another cookie would be made
    if engraved and (engraved != plain(engraved) or fault(engraved, LONGEST)):
        raise BadRequest("not a cart")
    return sku, engraved
