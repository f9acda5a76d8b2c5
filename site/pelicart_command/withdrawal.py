"""Products that left the catalogue: kept in the table, so that carts can name them, but unsellable.

The item `CATALOGUE` lists the SKUs of the last publication.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pelicart.order import product_key
from pelicart.publication import Publication, product_of, put_product
from pelicart.store.limits import MOST
from pelicart.writes import Store, Write

KEY = "CATALOGUE"


def withdrawals(store: Store, publication: Publication) -> Iterator[Write]:
    """What makes each product unsellable that was published last and isn't any more."""
    now = {product.sku for product in publication.products}
    keys = [product_key(sku) for sku in published_skus(store) if sku not in now]
    for start in range(0, len(keys), MOST):
        for item in store.read(keys[start : start + MOST]).values():
            yield put_product(replace(product_of(item), orderable=False))


def published_skus(store: Store) -> list[str]:
    """The SKUs of the last publication."""
    skus: list[str] = store.read([KEY]).get(KEY, {"skus": []})["skus"]
    return skus


def published_now(publication: Publication) -> Write:
    """Remembers what is published."""
    skus = sorted(product.sku for product in publication.products)
    return Write(KEY, put={"key": KEY, "skus": skus})
