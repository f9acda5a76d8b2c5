"""The cart: what a shopper chose, without a price. It lives in one cookie and nowhere else.

Its value is `1.<basket>.<currency>.<language>.<line>|<line>`, in characters that RFC 6265 allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pelicart.cart.line import CartLine, checked, line_from, line_text
from pelicart.catalogue import Product
from pelicart.errors import BadForm, BadRequest, CartFull
from pelicart.money import EXPONENTS

MOST_SKUS = 45
"""Distinct variants and extras: what one transaction and one batch read take, with room."""

MOST_BYTES = 3800
"""Of the encoded cart: browsers keep 4,096 bytes of a cookie with its name and attributes."""

MOST_UNITS = 9999
"""Of one line, whatever the shop's settings say."""

_COOKIE = re.compile(r"1\.([a-z2-7]{26})\.([A-Z]{3})\.([A-Za-z0-9_-]{1,35})\.(.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cart:
    """All lines, and the `basket` id that its order will come from; verbs return a new cart."""

    basket: str
    currency: str
    language: str
    lines: tuple[CartLine, ...] = ()

    @property
    def units(self) -> int:
        """How many goods it holds."""
        return sum(line.quantity for line in self.lines)

    def add(self, line: CartLine, product: Product, most: int) -> Cart:
        """With this line of a product, or more of an equal one; at most `most` units of it.

        Raises `UnknownProduct`, `CartFull`, or `BadForm` for `quantity` and `extra.<SKU>`.
        """
        new = checked(line, product)
        for index, old in enumerate(self.lines):
            if old.chosen == new.chosen:
                merged = replace(new, quantity=_counted(old.quantity + new.quantity, most))
                return self._with((*self.lines[:index], merged, *self.lines[index + 1 :]))
        _counted(new.quantity, most)
        return self._with((*self.lines, new))

    def with_quantity(self, index: int, quantity: int, most: int) -> Cart:
        """With so many units of one line, 0 to remove it; `BadForm` for `line` and `quantity`."""
        if not 0 <= index < len(self.lines):
            raise BadForm({"line": "unknown"})
        before, after = self.lines[:index], self.lines[index + 1 :]
        if quantity == 0:
            return replace(self, lines=before + after)
        changed = replace(self.lines[index], quantity=_counted(quantity, most))
        return self._with((*before, changed, *after))

    def renewed(self, basket: str) -> Cart:
        """The same lines towards a new order."""
        return replace(self, basket=basket)

    def _with(self, lines: tuple[CartLine, ...]) -> Cart:
        cart = replace(self, lines=lines)
        if not _fits(cart):
            raise CartFull
        return cart


def encode(cart: Cart) -> str:
    """The cart as the value of its cookie."""
    lines = "|".join(map(line_text, cart.lines))
    return f"1.{cart.basket}.{cart.currency}.{cart.language}.{lines}"


def decode(text: str) -> Cart:
    """Inverse of `encode`; `BadRequest` for any other text."""
    match = _COOKIE.fullmatch(text) if len(text) <= MOST_BYTES else None
    if match is None or match[2] not in EXPONENTS:
        raise BadRequest("not a cart")
    lines = tuple(map(line_from, match[4].split("|"))) if match[4] else ()
    cart = Cart(match[1], match[2], match[3], lines)
    if encode(cart) != text or not _fits(cart) or len({line.chosen for line in lines}) < len(lines):
        raise BadRequest("not a cart")
    return cart


def _fits(cart: Cart) -> bool:
    skus = frozenset().union(*(line.skus for line in cart.lines))
    return len(skus) <= MOST_SKUS and len(encode(cart)) <= MOST_BYTES


def _counted(quantity: int, most: int) -> int:
    if not 1 <= quantity <= min(most, MOST_UNITS):
        raise BadForm({"quantity": "too-many" if quantity > 0 else "too-few"})
    return quantity
