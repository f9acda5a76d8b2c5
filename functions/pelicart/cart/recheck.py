"""Holds a cart against today's catalogue and stock, and says what changed since it was filled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pelicart.cart import Cart, CartLine, encode
from pelicart.cart.shelf import Shelf
from pelicart.errors import UnknownProduct
from pelicart.pricing.quoting import priced_lines
from pelicart.quote import PricedLine, digest
from pelicart.views import Change


@dataclass(frozen=True, slots=True)
class Rechecked:
    """`cart` as it can be ordered today with its `lines` priced, and the `changes` made to it."""

    cart: Cart
    lines: tuple[PricedLine, ...]
    changes: tuple[Change, ...]

    @property
    def goods(self) -> int:
        """Sum of the lines in minor units."""
        return sum(line.total for line in self.lines)

    @property
    def version(self) -> str:
        """Names what this cart page shows; a form of another version isn't applied to it."""
        return digest(encode(self.cart))[:16]


def recheck(cart: Cart, shelf: Shelf) -> Rechecked:
    """The cart without what is withdrawn or sold out, at today's prices."""
    left = Counter(shelf.stock)
    kept: list[CartLine] = []
    lines: list[PricedLine] = []
    changes: list[Change] = []
    for line in cart.lines:
        try:
            (priced,) = priced_lines([line], shelf.products, cart.currency)
        except UnknownProduct:
            changes.append(Change("withdrawn", _name(line, shelf)))
            continue
        quantity = _taken(priced, left)
        if quantity < line.quantity:
            changes.append(Change("stock", priced.name, was=line.quantity, now=quantity))
        if line.seen is not None and line.seen != priced.each:
            changes.append(Change("price", priced.name, was=line.seen, now=priced.each))
        if quantity:
            kept.append(replace(line, quantity=quantity, seen=priced.each))
            lines.append(replace(priced, quantity=quantity))
    return Rechecked(replace(cart, lines=tuple(kept)), tuple(lines), tuple(changes))


def _taken(line: PricedLine, left: Counter[str]) -> int:
    """How many of a line are there for it, taking them from what is left for the next."""
    if line.stock_key is None:
        return line.quantity
    quantity = max(0, min(line.quantity, left[line.stock_key]))
    left[line.stock_key] -= quantity
    return quantity


def _name(line: CartLine, shelf: Shelf) -> str:
    product = shelf.products.get(line.product)
    return product.name if product else line.sku
