"""Builds what the endpoints work with. Alone reads the environment, the clock and randomness."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from pelicart.abuse.client import address_of, admit, alias
from pelicart.clock import clock
from pelicart.environment import beside_local_table, required
from pelicart.errors import Misconfigured, NotFound
from pelicart.order import order_id, order_key, stock_key
from pelicart.payments import MODULES, ORIGINS, built
from pelicart.payments.base import PaymentModule, Urls
from pelicart.store.files import files_origin
from pelicart.store.limits import MOST
from pelicart.writes import Item, Store

# What only some functions need is imported where they ask for it: each is a cold start less.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from pelicart.abuse.limits import Limits
    from pelicart.cart import Cart
    from pelicart.cart.shelf import Shelf
    from pelicart.mail.base import Post
    from pelicart.published import Published
    from pelicart.request import Request
    from pelicart.settings import Shop
    from pelicart.tokens import Keyring

FRESH = 60
"""Seconds for which settings and templates are kept; prices and stock are never kept."""
SHORTEST_KEY = 32


@dataclass(frozen=True)
class Wiring:
    """One function's surroundings; everything a handler touches outside itself comes from here."""

    store: Store
    now: Callable[[], int]
    environment: Mapping[str, str] = field(repr=False)
    entropy: Callable[[int], bytes] = os.urandom
    build: Callable[[str, Mapping[str, str]], PaymentModule] = built
    posted: Callable[[Mapping[str, str], Callable[[], int]], Post] | None = None
    _modules: dict[str, PaymentModule] = field(default_factory=dict, repr=False)
    _shops: dict[str, tuple[int, Published]] = field(default_factory=dict, repr=False)
    _offers: list[tuple[int, dict[str, str]]] = field(default_factory=list, repr=False)

    @property
    def origin(self) -> str:
        """The shop's absolute address, without a trailing slash."""
        return required(self.environment, "PELICART_ORIGIN").rstrip("/")

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that a form's answer may lead to: hand-offs of the methods, bought files.

        Taken from what was published, as it was last read: whatever answers with a form read it.
        """
        methods = [m for _, published in self._shops.values() for m in published.shop.methods]
        found = (
            origin
            for m in sorted(methods, key=lambda method: method.module)
            for origin in self.environment.get(
                f"{m.module.upper()}_ORIGINS", " ".join(m.origins) or ORIGINS.get(m.module, "")
            ).split()
        )
        files = files_origin(self.environment)
        return tuple(dict.fromkeys([*found, *([files] if files else [])]))

    @cached_property
    def keys(self) -> Keyring:
        """The signing keys; only functions that sign or verify pay for their library."""
        from pelicart.tokens import Keyring

        written = required(self.environment, "PELICART_KEYS")
        pairs = (pair.partition(":") for pair in written.split(","))
        signing = {kid.strip(): _key(text) for kid, _, text in pairs}
        return Keyring(signing)

    @cached_property
    def post(self) -> Post:
        """Who takes the shop's mails; `Misconfigured` if nobody does."""
        from pelicart.mail.opening import open_post

        return (self.posted or open_post)(self.environment, self.now)

    def module(self, name: str) -> PaymentModule:
        """The payment module of this name, with its secrets; `NotFound` if there is none."""
        if name not in self._modules:
            path = MODULES.get(name) or self._elsewhere(name)
            try:
                self._modules[name] = self.build(path, self.environment)
            except Misconfigured:
                if name not in self._offered():  # anybody may ask for it, and nobody need look
                    raise NotFound("no payment module of this shop") from None
                raise
        return self._modules[name]

    def _elsewhere(self, name: str) -> str:
        """Where a module is that the shop doesn't bring: its settings say so, nobody else may."""
        if path := self._offered().get(name):
            return path
        raise NotFound("no such payment module")

    def _offered(self) -> dict[str, str]:
        """The modules of the published methods, with the paths of those that are no part of us.

        Read once a minute: anybody may ask for modules that there aren't.
        """
        from pelicart.publication import SHOP_KEY, shop_of
        from pelicart.settings import shop_from

        now = self.now()
        if self._offers and self._offers[0][0] <= now < self._offers[0][0] + self._fresh:
            return self._offers[0][1]
        item = self.store.read([SHOP_KEY]).get(SHOP_KEY)
        offers = {m.module: m.path for m in shop_from(shop_of(item)).methods} if item else {}
        self._offers[:] = [(now, offers)]
        return offers

    def urls(self, order_id: str, created: int, module: str) -> Urls:
        """Where the provider sends people and notices; the same for the same order, always."""
        token = self.keys.sign("return", order_id, created)
        back = f"{self.origin}/shop/return/{module}?order={token}"
        return Urls(back, f"{back}&back=1", f"{self.origin}/shop/notice/{module}")

    def published(self, language: str = "") -> Published:
        """The shop and its pages in a language, read again once a minute."""
        from pelicart.published import read_published

        now = self.now()
        kept = {
            name: known for name, (at, known) in self._shops.items() if at <= now < at + self._fresh
        }
        # The language comes from outside: one that the shop hasn't costs no read each time.
        for known in kept.values():
            language = language if language in known.shop.languages else known.shop.languages[0]
        if language not in kept:
            kept[language] = found = read_published(self.store, language)
            self._shops[found.text.language] = (now, found)
        return kept[language]

    def order_id(self, basket: str) -> str:
        """The one order id of a basket. Its key never rotates within the life of a cart."""
        return order_id(basket, self._basket_key)

    def admitted(self, request: Request) -> Request:
        """The request, unless it came past the CDN: `PastTheCdn`."""
        admit(request, self.environment.get("PELICART_ORIGIN_SECRET", ""))
        return request

    def client(self, request: Request) -> str:
        """What counters call whoever sent a request, today."""
        by_cdn = bool(self.environment.get("PELICART_ORIGIN_SECRET"))
        return alias(address_of(request, by_cdn=by_cdn), self._basket_key, self.now())

    def limits(self, shop: Shop) -> Limits:
        """The shop's limits; beside a table on this machine they can be lifted, for tests."""
        from pelicart.abuse.limits import NONE

        lifted = self.environment.get("PELICART_LIMITS") == "off"
        return NONE if lifted and beside_local_table(self.environment) else shop.limits

    def shelf(self, cart: Cart) -> Shelf:
        """Today's products of a cart, what is left of them, and the basket's order if there is."""
        from pelicart.cart.shelf import counters, shelf_of
        from pelicart.order import product_key

        own = order_key(self.order_id(cart.basket))
        products = {line.product for line in cart.lines}
        likely = products | {line.sku for line in cart.lines}
        items = self.read([own, *map(product_key, products), *map(stock_key, likely)])
        # A counter that several variants share may have a name of its own.
        others = counters(items, cart) - likely
        return shelf_of(items | self.read(map(stock_key, others)), own)

    def read(self, keys: Iterable[str]) -> dict[str, Item]:
        """Items by key, in as few round trips as the table allows."""
        wanted = list(dict.fromkeys(keys))
        items: dict[str, Item] = {}
        for start in range(0, len(wanted), MOST):
            items |= self.store.read(wanted[start : start + MOST])
        return items

    def basket(self) -> str:
        """A new basket id: 128 bits as 26 lower-case base32 characters."""
        return base64.b32encode(self.entropy(16)).decode().lower().rstrip("=")

    @property
    def _basket_key(self) -> bytes:
        key = _key(required(self.environment, "PELICART_BASKET_KEY"))
        if len(key) < SHORTEST_KEY:
            raise Misconfigured("PELICART_BASKET_KEY is shorter than 32 bytes")
        return key

    @property
    def _fresh(self) -> int:
        return int(self.environment.get("PELICART_FRESH", FRESH))


def _key(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    except (binascii.Error, ValueError) as wrong:
        raise Misconfigured("a signing key is no base64url text") from wrong


@cache
def wiring() -> Wiring:
    """The wiring of this process."""
    from pelicart.parameters import resolved
    from pelicart.store.dynamo import open_store

    environment = resolved(os.environ)
    return Wiring(open_store(environment), clock(environment), environment)
