"""Which stock counters there are: what is published names them, and what each of them counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pelicart.catalogue import Product, Variant
from pelicart.levels import Showing
from pelicart.order import product_key
from pelicart.publication import SHOP_KEY, product_of, read_publication, shop_of
from pelicart.settings import shop_from
from pelicart.store.limits import MOST
from pelicart.writes import Item, Store
from pelicart_command.stopped import Stopped
from pelicart_command.withdrawal import KEY


@dataclass(frozen=True, slots=True)
class Counted:
    """A counter, the name of what it counts, and the SKUs of the variants that share it."""

    counter: str
    name: str
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counters:
    """All counters of what is published, by name; the SKUs that aren't counted; how it is shown."""

    counted: Mapping[str, Counted]
    uncounted: frozenset[str]
    showing: Showing


def read_counters(folder: Path, store: Store) -> Counters:
    """Those of the publication in this folder; where there is none, of what the table was given."""
    if (folder / "catalogue.jsonl").is_file():
        publication = read_publication(folder)
        return _counters(publication.products, shop_from(publication.shop).stock)
    shop = store.read([SHOP_KEY]).get(SHOP_KEY)
    if shop is None:
        raise Stopped(f"nothing is published, neither in {folder} nor in the table")
    return _counters(list(_published(store)), shop_from(shop_of(shop)).stock)


def _published(store: Store) -> Iterator[Product]:
    skus = store.read([KEY]).get(KEY, {"skus": []})["skus"]
    for item in read_many(store, [product_key(sku) for sku in skus]).values():
        yield product_of(item)


def read_many(store: Store, keys: Sequence[str]) -> dict[str, Item]:
    """Items by key, as many at once as a read takes."""
    found: dict[str, Item] = {}
    for start in range(0, len(keys), MOST):
        found |= store.read(keys[start : start + MOST])
    return found


def _counters(products: Sequence[Product], showing: Showing) -> Counters:
    counted = {one.counter: one for product in products for one in _of(product)}
    variants = [variant for product in products for variant in product.variants]
    free = {variant.sku for variant in variants if variant.stock_key is None}
    free |= {one.sku for one in products if all(v.stock_key is None for v in one.variants)}
    return Counters(counted, frozenset(free), showing)


def _of(product: Product) -> Iterator[Counted]:
    shared: dict[str, list[Variant]] = {}
    for variant in product.variants:
        if variant.stock_key is not None:
            shared.setdefault(variant.stock_key, []).append(variant)
    for counter, variants in shared.items():
        skus = tuple(variant.sku for variant in variants)
        yield Counted(counter, _name(product, variants), skus)


def _name(product: Product, variants: Iterable[Variant]) -> str:
    """The product's name, with what the variants of a counter have in common and others don't."""
    choices = [variant.choice for variant in variants]
    common = [
        values[0]
        for option, values in zip(product.options, zip(*choices, strict=True), strict=True)
        if len(set(values)) == 1 and len(option.values) > 1
    ]
    return f"{product.name} ({', '.join(common)})" if common else product.name
