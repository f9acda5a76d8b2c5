"""The shop that is simulated: two counted products, one uncounted, one for nothing; six methods."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from tests.pelicart import cards
from tests.pelicart.shopfront import ADA, FRAME, ORIGIN, SHOP, TEXT, secret

from pelicart.acceptance import ACCEPTED
from pelicart.catalogue import Product, Variant
from pelicart.money import Money
from pelicart.pages import Written
from pelicart.publication import Publication, Text, writes
from pelicart.published import Published
from pelicart.seal import seal
from pelicart.settings import Shop, shop_from
from pelicart.store.memory import MemoryStore
from pelicart.views import LetterView
from pelicart.writes import Item

LAMP = Product(
    "LAMP", "Lamp", "/lamp/", (Variant("LAMP", {"EUR": 9000}, stock_key="LAMP"),), stock={"LAMP": 2}
)
BOWL = Product(
    "BOWL", "Bowl", "/bowl/", (Variant("BOWL", {"EUR": 2500}, stock_key="BOWL"),), stock={"BOWL": 3}
)
MUG = Product("MUG", "Mug", "/mug/", (Variant("MUG", {"EUR": 1000}),))
LEAFLET = Product(
    "LEAFLET", "Leaflet", "/leaflet/", (Variant("LEAFLET", {"EUR": 0}),), digital="leaflet.pdf"
)
PRODUCTS = {product.sku: product for product in (LAMP, BOWL, MUG, LEAFLET)}

METHODS = {
    "card": "stripe",
    "bank": "monetico",
    "wallet": "paypal",
    "ideal": "mollie",
    "cheque": "manual",
    "ssl": "sealed",
}
"""Payment modules by the method that the shopper picks."""

SETTINGS: dict[str, Any] = {
    **SHOP,
    "currencies": ["EUR"],
    "shipping": [
        {"name": "Home", "to": ["FR"], "rates": [{"name": "Parcel", "price": {"EUR": "5.00"}}]}
    ],
    "taxes": {},
    "methods": {
        **{name: {"module": METHODS[name]} for name in ("card", "bank", "wallet", "ideal")},
        "cheque": {"module": "manual", "days": 14, "remind": [5, 10], "payee": "Tom & Jerry"},
        "ssl": {
            "module": "sealed",
            "days": 5,
            "key": cards.KEY.written,
            "accept": ACCEPTED,
        },
    },
}

ENVIRONMENT = {
    "PELICART_ORIGIN": ORIGIN,
    "PELICART_KEYS": f"k1:{secret('a')}",
    "PELICART_BASKET_KEY": secret("b"),
    "PELICART_FRESH": str(10**12),
}

ADDRESS = {**ADA, "country": "FR"}
SECRETS = ("Ada Example", "customer.example", "Example Street")
"""What must stand in no log."""


class Seen(str):
    """A page that wasn't rendered: `view` is what its template would be given."""

    __slots__ = ("view",)
    view: object


class Views:
    """In the place of `Pages`: what a template would show is handed to the browser as it is."""

    def render(self, name: str, view: object) -> str:
        page = Seen(name)
        page.view = view
        return page

    def letter(self, view: LetterView) -> Written:
        return Written(f"{view.letter} {view.number}", "", "")

    def phrase(self, part: str, name: str, *_: object) -> str:
        return f"{part}.{name}"


@cache
def items() -> dict[str, Item]:
    """What stands in the table of a shop that was published."""
    store = MemoryStore()
    for write in writes(
        Publication("b", SETTINGS, tuple(PRODUCTS.values()), {"en": (FRAME, TEXT)}, {})
    ):
        store.write(write)
    return store.snapshot()


@cache
def published() -> Published:
    shop: Shop = shop_from(SETTINGS)
    text: Text = TEXT
    return Published(shop, Views(), text)  # type: ignore[arg-type]


@cache
def sealed() -> str:
    """A card that is really sealed, though to no order in particular."""
    return seal(cards.ADA, cards.KEY, "A" * 26, Money(1, "EUR"))


def repriced(sku: str, price: int) -> Product:
    """The product as another build publishes it."""
    product = PRODUCTS[sku]
    variant = replace(product.variants[0], prices={"EUR": price})
    return replace(product, variants=(variant,))
