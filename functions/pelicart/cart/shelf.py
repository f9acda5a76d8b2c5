"""What the table holds of a cart's products now, as read in one round trip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pelicart.catalogue import Product
from pelicart.order import OPEN, Order, order_from, product_key
from pelicart.publication import product_of
from pelicart.writes import Item

if TYPE_CHECKING:
    from pelicart.cart import Cart


@dataclass(frozen=True, slots=True)
class Shelf:
    """Products by SKU, units by counter, and the basket's own order, if it has one.

    The units that this order holds while it is open count as there: they are for this basket.
    """

    products: Mapping[str, Product]
    stock: Mapping[str, int]
    order: Order | None = None


def counters(items: Mapping[str, Item], cart: Cart) -> set[str]:
    """The stock counters of a cart's variants, as far as their products are among the items."""
    found: set[str] = set()
    for line in cart.lines:
        item = items.get(product_key(line.product))
        if item is not None:
            variants = product_of(item).variants
            found |= {v.stock_key for v in variants if v.sku == line.sku and v.stock_key}
    return found


def shelf_of(items: Mapping[str, Item], own: str) -> Shelf:
    """The shelf from items read; `own` is the key of the basket's order."""
    products, stock = {}, Counter[str]()
    order = order_from(items[own]) if own in items else None
    for key, item in items.items():
        kind, _, name = key.partition("#")
        if kind == "PRODUCT":
            products[name] = product_of(item)
        elif kind == "STOCK":
            stock[name] += int(item["avail"])
    if order and order.state in OPEN:
        stock.update(order.holds)
    return Shelf(products, stock, order)
