"""What is sold in the races: one product for each round, with as many units as are on the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.pelicart.shopfront import FRAME, LIVE, SHOP, TEXT

from pelicart.catalogue import Product, Variant
from pelicart.publication import Publication, writes
from pelicart.writes import Store

PRICE = 1000


def product(sku: str, units: int) -> Product:
    variant = Variant(sku, {"EUR": PRICE, "USD": PRICE}, stock_key=sku)
    return Product(sku, f"Thing {sku}", f"/product/{sku}/", (variant,), stock={sku: units})


def publish(store: Store, origin: str, shelves: Mapping[str, int]) -> None:
    """Puts the shop, its templates and a product for each shelf into the table."""
    live = {f"live/{path.name}": path.read_text("utf-8") for path in LIVE.glob("*.html")}
    settings: dict[str, Any] = {**SHOP, "origin": origin}
    products: Sequence[Product] = [product(sku, units) for sku, units in shelves.items()]
    for write in writes(Publication("race", settings, products, {"en": (FRAME, TEXT)}, live)):
        store.write(write)
