"""What the merchant does meanwhile, by the product's own code and the table of the demo."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

from tests.e2e.running import Running

from pelicart.catalogue import Product
from pelicart.errors import PelicartError
from pelicart.order import Order
from pelicart.orders.marking import mark_paid
from pelicart.orders.refunding import refund_order
from pelicart.publication import Publication, read_publication, writes
from pelicart.wiring import Wiring
from pelicart.writes import Refused


def marks_paid(demo: Running, order: Order | None) -> None:
    """The money of an order by hand is there; for any other it is refused."""
    if order is not None:
        with suppress(PelicartError):
            mark_paid(
                demo.store,
                order.id,
                order.money,
                f"line {order.number}",
                now=demo.now(),
                by="merchant",
            )


def gives_back(demo: Running, order: Order | None, *, part: bool) -> None:
    """Part of what is left, or all of it, where a provider can give it back."""
    if order is None or order.captured <= order.refunded:
        return
    left = order.captured - order.refunded
    amount = replace(order.money, minor=max(1, left // 2) if part else left)
    wired = Wiring(demo.store, demo.now, demo.note["environment"])
    with suppress(PelicartError):
        module = wired.module(order.module)
        refund_order(demo.store, module, order, amount, now=demo.now(), by="merchant")


def reprices(demo: Running, sku: str, minor: int) -> None:
    """One product at another price, published."""
    publication = _publication(demo)
    (product,) = (one for one in publication.products if one.sku == sku)
    if product.variants[0].prices["EUR"]:
        variant = replace(product.variants[0], prices={"EUR": minor})
        _publish(demo, publication, replace(product, variants=(variant,)))


def republishes(demo: Running, sku: str) -> None:
    """One product as it was built."""
    publication = _publication(demo)
    _publish(demo, publication, next(one for one in publication.products if one.sku == sku))


def _publication(demo: Running) -> Publication:
    return read_publication(demo.folder / "publication")


def _publish(demo: Running, publication: Publication, product: Product) -> None:
    for write in writes(replace(publication, products=[product])):
        with suppress(Refused):  # a stock counter that is there stays
            demo.store.write(write)


def prices_of(demo: Running, sku: str) -> dict[str, int]:
    """As the build published them."""
    lines = (demo.folder / "publication" / "catalogue.jsonl").read_text("utf-8").splitlines()
    product = next(one for one in map(json.loads, lines) if one["sku"] == sku)
    return dict(product["variants"][0]["prices"])
