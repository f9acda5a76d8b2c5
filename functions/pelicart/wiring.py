"""Builds what the endpoints work with. Alone reads the environment, the clock and randomness."""

from __future__ import annotations

import base64
import binascii
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from pelicart.errors import Misconfigured
from pelicart.order import order_id, order_key, stock_key
from pelicart.payments import ORIGINS, module_class
from pelicart.payments.base import PaymentModule, Urls
from pelicart.publication import (
    LIVE_KEY,
    SHOP_KEY,
    Text,
    live_of,
    page_key,
    page_of,
    product_key,
    shop_of,
)
from pelicart.settings import Shop, shop_from
from pelicart.shelf import Shelf, shelf_of
from pelicart.writes import Item, Store

if TYPE_CHECKING:
    from pelicart.cart import Cart
    from pelicart.pages import Pages
    from pelicart.tokens import Keyring

FRESH = 60
"""Seconds for which settings and templates are kept; prices and stock are never kept."""
MOST_KEYS = 100
SHORTEST_KEY = 32


@dataclass(frozen=True)
class Wiring:
    """One function's surroundings; everything a handler touches outside itself comes from here."""

    store: Store
    now: Callable[[], int]
    environment: Mapping[str, str] = field(repr=False)
    entropy: Callable[[int], bytes] = os.urandom
    _shops: dict[str, tuple[int, Published]] = field(default_factory=dict, repr=False)

    @property
    def origin(self) -> str:
        """The shop's absolute address, without a trailing slash."""
        return self._needed("PELICART_ORIGIN").rstrip("/")

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that a hand-off may pass through."""
        return tuple(
            origin
            for name, usual in ORIGINS.items()
            for origin in self.environment.get(f"{name.upper()}_ORIGINS", usual).split()
        )

    @cached_property
    def keys(self) -> Keyring:
        """The signing keys; only functions that sign or verify pay for their library."""
        from pelicart.tokens import Keyring  # noqa: PLC0415  a cold start less for the others

        pairs = (pair.partition(":") for pair in self._needed("PELICART_KEYS").split(","))
        signing = {kid.strip(): _key(text) for kid, _, text in pairs}
        return Keyring(signing)

    def module(self, name: str) -> PaymentModule:
        """The payment module of this name, with its secrets; `NotFound` if there is none."""
        return module_class(name).from_environment(self.environment)

    def urls(self, order_id: str, created: int, module: str) -> Urls:
        """Where the provider sends people and notices; the same for the same order, always."""
        token = self.keys.sign("return", order_id, created)
        back = f"{self.origin}/shop/return/{module}?token={token}"
        return Urls(back, f"{back}&back=1", f"{self.origin}/shop/notice/{module}")

    def published(self, language: str = "") -> Published:
        """The shop and its pages in a language, read again once a minute."""
        now = self.now()
        kept = self._shops.get(language)
        if kept is None or not kept[0] <= now < kept[0] + self._fresh:
            kept = self._shops[language] = (now, self._publication(language))
        return kept[1]

    def order_id(self, basket: str) -> str:
        """The one order id of a basket. Its key never rotates within the life of a cart."""
        key = _key(self._needed("PELICART_BASKET_KEY"))
        if len(key) < SHORTEST_KEY:
            raise Misconfigured("PELICART_BASKET_KEY is shorter than 32 bytes")
        return order_id(basket, key)

    def shelf(self, cart: Cart) -> Shelf:
        """Today's products of a cart, what is left of them, and the basket's order if there is."""
        own = order_key(self.order_id(cart.basket))
        skus = {sku for line in cart.lines for sku in (line.product, line.sku)}
        items = self.read([own, *map(product_key, skus), *map(stock_key, skus)])
        return shelf_of(items, own)

    def read(self, keys: Iterable[str]) -> dict[str, Item]:
        """Items by key, in as few round trips as the table allows."""
        wanted = list(dict.fromkeys(keys))
        items: dict[str, Item] = {}
        for start in range(0, len(wanted), MOST_KEYS):
            items |= self.store.read(wanted[start : start + MOST_KEYS])
        return items

    def basket(self) -> str:
        """A new basket id: 128 bits as 26 lower-case base32 characters."""
        return base64.b32encode(self.entropy(16)).decode().lower().rstrip("=")

    @property
    def _fresh(self) -> int:
        return int(self.environment.get("PELICART_FRESH", FRESH))

    def _publication(self, language: str) -> Published:
        from pelicart.pages import Pages  # noqa: PLC0415  return and notice never pay for Jinja

        items = self.store.read([SHOP_KEY, LIVE_KEY, *([page_key(language)] if language else [])])
        if SHOP_KEY not in items or LIVE_KEY not in items:
            raise Misconfigured("nothing is published in this table")
        shop = shop_from(shop_of(items[SHOP_KEY]))
        if page_key(language) not in items:
            if language == shop.languages[0]:
                raise Misconfigured(f"no page in {language!r} is published")
            return self.published(shop.languages[0])
        frame, text = page_of(items[page_key(language)])
        pages = Pages(live_of(items[LIVE_KEY]), frame, text, shop)
        return Published(shop, pages, text)

    def _needed(self, name: str) -> str:
        value = self.environment.get(name, "")
        if not value:
            raise Misconfigured(f"the environment lacks {name}")
        return value


@dataclass(frozen=True, slots=True)
class Published:
    """The shop as published, and its live pages in one language."""

    shop: Shop
    pages: Pages
    text: Text


def _key(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    except (binascii.Error, ValueError) as wrong:
        raise Misconfigured("a signing key is no base64url text") from wrong


@cache
def wiring() -> Wiring:
    """The wiring of this process."""
    from pelicart.store.dynamo import open_store  # noqa: PLC0415

    environment = os.environ
    return Wiring(open_store(environment), _clock(environment), environment)


def _clock(environment: Mapping[str, str]) -> Callable[[], int]:
    """The clock; beside a table on this machine it can be moved, for the demo and its tests."""
    path = environment.get("PELICART_CLOCK", "")
    endpoint = environment.get("AWS_ENDPOINT_URL_DYNAMODB", "")
    if not path or not endpoint.startswith(("http://127.0.0.1:", "http://localhost:")):
        return lambda: int(time.time())

    def moved() -> int:
        try:
            with open(path, encoding="ascii") as file:  # noqa: PTH123  pathlib costs a cold start
                return int(time.time()) + int(file.read() or 0)
        except FileNotFoundError:
            return int(time.time())

    return moved
