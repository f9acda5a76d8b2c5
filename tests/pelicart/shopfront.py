"""A whole shop in memory: real endpoints and live templates, a scripted provider, a moved clock."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html
from tests.pelicart.build import NOW
from tests.pelicart.provider import HOST, Provider

from pelicart.catalogue import Extra, Option, Product, Variant
from pelicart.errors import MailDown
from pelicart.mail.base import Mail
from pelicart.order import Order, order_from
from pelicart.patterns import Patterns
from pelicart.payments import MODULES
from pelicart.payments.base import PaymentModule
from pelicart.payments.manual import Manual
from pelicart.payments.sealed import Sealed
from pelicart.publication import Frame, Publication, Text, writes
from pelicart.store.memory import MemoryStore
from pelicart.wiring import Wiring
from pelicart.writes import Write

ORIGIN = "https://shop.example"
LIVE = Path(__file__).parents[2] / "site/pelican/plugins/pelicart/templates/live"
FRAME = Frame(
    (
        "<!DOCTYPE html><html><head><title>", "title", "</title>", "head",
        "</head><body><main>", "main", "</main></body></html>",
    )
)  # fmt: skip
TEXT = Text(
    language="en",
    patterns=Patterns(
        decimal=".", group=",", grouping=(3, 3), amount="¤#", debit="-¤#", rate="#%",
        day="{day} {name} {year}", months=tuple("JFMAMJJASOND"), symbols={"EUR": "€"},
    ),
    messages={},
    plural="n != 1",
    countries={"AE": "Emirates", "CH": "Switzerland", "DE": "Germany", "FR": "France"},
)  # fmt: skip
SHOP: dict[str, Any] = {
    "name": "Tom & Jerry",
    "origin": ORIGIN,
    "currencies": ["EUR", "USD"],
    "languages": ["en"],
    "country": "FR",
    "quantity": 20,
    "email": "shop@shop.example",
    "address": ["1 High Street"],
    "shipping": [
        {
            "name": "Home",
            "to": ["FR", "DE"],
            "rates": [
                {"name": "Parcel", "price": {"EUR": "5.00", "USD": "6.00"}},
                {"name": "Express", "price": {"EUR": "15.00"}},
            ],
        },
        {"name": "Gulf", "to": ["AE"], "rates": [{"name": "Air", "price": {"EUR": "30.00"}}]},
    ],
    "taxes": {"rules": [{"to": ["EU"], "rates": {"standard": "20"}}]},
    "methods": {
        "card": {"module": "stripe"},
        "cheque": {"module": "manual", "days": 14, "payee": "Tom & Jerry"},
    },
    "limits": {"orders": 0, "holds": 0, "seconds": 0},  # tests order faster than people
}
BOOK = Product(
    "BOOK",
    "Linen notebook",
    "/product/book/",
    (
        Variant("BOOK-OCHRE-A5", {"EUR": 2200, "USD": 2400}, ("Ochre", "A5"), 300, "BOOK-OCHRE"),
        Variant("BOOK-OCHRE-A6", {"EUR": 1800, "USD": 2000}, ("Ochre", "A6"), 180, "BOOK-OCHRE"),
        Variant("BOOK-GREY-A6", {"EUR": 1800, "USD": 2000}, ("Grey", "A6"), 180),
    ),
    (Option("Colour", ("Ochre", "Grey")), Option("Size", ("A5", "A6"))),
    (
        Extra("GIFT", "Gift wrap", {"EUR": 300, "USD": 400}),
        Extra("NAME", "Engraving", {"EUR": 500, "USD": 600}, text=20),
    ),
    stock={"BOOK-OCHRE": 4},
)
MUG = Product("MUG", "Mug", "/product/mug/", (Variant("MUG", {"EUR": 1000, "USD": 1100}),))
LAMP = Product(
    "LAMP",
    "Lamp",
    "/product/lamp/",
    (Variant("LAMP", {"EUR": 9000, "USD": 9900}, stock_key="LAMP"),),
    stock={"LAMP": 1},
)
FONT = Product(
    "FONT", "Font", "/product/font/", (Variant("FONT", {"EUR": 3500}),), digital="font.zip"
)
GIFT = Product(
    "LEAFLET", "Leaflet", "/product/leaflet/", (Variant("LEAFLET", {"EUR": 0}),), digital="l.pdf"
)
PRODUCTS = (BOOK, MUG, LAMP, FONT, GIFT)
ADA = {
    "name": "Ada Example",
    "email": "ada@customer.example",
    "phone": "",
    "line1": "1 Example Street",
    "line2": "",
    "postcode": "75001",
    "city": "Paris",
    "region": "",
    "country": "FR",
    "note": "",
}
ADDRESS = "192.0.2.17"
"""Where a request comes from unless a test says otherwise."""
ROUTES = {
    "/shop/cart": "cart",
    "/shop/checkout": "checkout",
    "/shop/return": "payment_return",
    "/shop/notice": "payment_notice",
    "/shop/order": "order",
}


def secret(letter: str) -> str:
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


@dataclass
class Mailbox:
    """Takes every mail, or none while it is down."""

    mails: list[Mail] = field(default_factory=list)
    down: bool = False

    def send(self, mail: Mail) -> None:
        if self.down:
            raise MailDown("busy")
        self.mails.append(mail)


@dataclass
class Shopfront:
    """`moment` is the time; `breaking` is called before each write and may raise."""

    store: MemoryStore = field(default_factory=MemoryStore)
    provider: Provider = field(default_factory=Provider)
    moment: int = NOW
    breaking: Callable[[], None] = lambda: None
    mailbox: Mailbox = field(default_factory=Mailbox)

    def __post_init__(self) -> None:
        self.environment = {
            "PELICART_ORIGIN": ORIGIN,
            "PELICART_KEYS": f"k1:{secret('a')}",
            "PELICART_BASKET_KEY": secret("b"),
            "STRIPE_ORIGINS": HOST,
        }
        numbers = count(1)
        self.wired = Wiring(
            _Watched(self),
            lambda: self.moment,
            self.environment,
            lambda size: next(numbers).to_bytes(size, "big"),
            self._module,
            lambda *_: self.mailbox,
        )
        self.publish()

    def publish(self, products: tuple[Product, ...] = PRODUCTS, **settings: Any) -> None:
        """Puts the shop into the table, as another build would, and lets a minute go by for it."""
        self.wired._shops.clear()
        self.wired._offers.clear()
        live = {
            path.relative_to(LIVE.parent).as_posix(): path.read_text("utf-8")
            for path in LIVE.rglob("*.html")
        }
        shop = {**SHOP, **settings}
        pages = {"en": (FRAME, TEXT)}
        for write in writes(Publication("b", shop, products, pages, live)):
            if "STOCK#" not in write.key or not self.store.read([write.key]):
                self.store.write(write)

    def call(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What the function of this route answers."""
        path = str(event.get("rawPath", "")) if isinstance(event, Mapping) else ""
        name = next((ROUTES[start] for start in ROUTES if path.startswith(start)), "cart")
        return import_module(f"pelicart.endpoints.{name}").handler(event, None)

    def reconcile(self) -> dict[str, int]:
        """What became of the orders that were due; of their letters see `mailbox`."""
        counts = import_module("pelicart.endpoints.reconcile").handler({}, None)
        return {what: count for what, count in counts.items() if not what.startswith("letters-")}

    def orders(self) -> list[Order]:
        items = self.store.snapshot().values()
        found = [order_from(item) for item in items if item["key"].startswith("ORDER#")]
        return sorted(found, key=lambda order: (order.created, order.id))

    @property
    def order(self) -> Order:
        (only,) = self.orders()
        return only

    def stock(self, counter: str) -> int:
        return int(self.store.snapshot()[f"STOCK#{counter}"]["avail"])

    def restock(self, counter: str, units: int) -> None:
        self.store.write(Write(f"STOCK#{counter}", set={"avail": units}))

    def _module(self, path: str, _environment: Mapping[str, str]) -> PaymentModule:
        by_hand = {MODULES["manual"]: Manual, MODULES["sealed"]: Sealed}
        return by_hand[path]() if path in by_hand else self.provider


class _Watched:
    """The store behind a tripwire: a test may fail any write before it is applied."""

    def __init__(self, front: Shopfront) -> None:
        self._front, self._store = front, front.store
        self.reads = 0

    def read(self, keys):
        self.reads += 1
        return self._store.read(keys)

    def query(self, *args, **named):
        return self._store.query(*args, **named)

    def write(self, write):
        self._front.breaking()
        return self._store.write(write)

    def write_all(self, writes):
        self._front.breaking()
        return self._store.write_all(writes)


@dataclass
class Page:
    """An answer as a browser sees it."""

    url: str
    answer: dict[str, Any]

    @property
    def status(self) -> int:
        return self.answer["statusCode"]

    @property
    def headers(self) -> dict[str, str]:
        return self.answer["headers"]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.answer["body"])

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    @property
    def kind(self) -> str:
        """Which live template it is: cart, checkout, review, handoff, order-page or error."""
        (name,) = self.tree.xpath("//div[starts-with(@class, 'shop-page')]/@class")
        return str(name).rpartition("shop-")[2]

    @property
    def state(self) -> str:
        """The state that an order's page shows."""
        (name,) = self.tree.xpath("//div[starts-with(@class, 'shop-state')]/@class")
        return str(name).rpartition("shop-state-")[2]

    def form(self, button: str = "") -> html.FormElement:
        """The last form, or the one with a button of this value."""
        with_button = [f for f in self.tree.forms if f.xpath(f".//button[@value='{button}']")]
        return with_button[0] if button else self.tree.forms[-1]


@dataclass
class Browser:
    """Follows links and forms of the shop, without JavaScript; `cookies` can be tampered with."""

    front: Shopfront
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        return self._request("GET", path, "")

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Page:
        return self._request("POST", path, urlencode(fields), headers)

    def submit(self, page: Page, button: str = "", **fields: str) -> Page:
        """Fills a form in and presses a button of it."""
        form = page.form(button)
        values = {**dict(form.form_values()), **fields}
        if button:
            (pressed,) = form.xpath(f".//button[@value='{button}'][last()]")[-1:]
            values[pressed.get("name")] = button
        return self.post(urljoin(ORIGIN + page.url, form.get("action", "")), values)

    def adds(self, sku: str, **fields: str) -> Page:
        return self.post("/shop/cart", {"sku": sku, "quantity": "1", **fields})

    def reviews(self, **fields: str) -> Page:
        """From a filled cart to the review page."""
        return self.submit(self.get("/shop/checkout"), **{**ADA, "method": "card", **fields})

    def orders(self, **fields: str) -> Page:
        """From a filled cart to the provider's page, or the order's."""
        return self.submit(self.reviews(**fields))

    def returns(self, *, back: bool = False) -> Page:
        urls = self.front.provider.urls
        assert urls is not None
        return self.get((urls.back if back else urls.done).removeprefix(ORIGIN))

    @property
    def cart(self) -> str:
        return self.cookies.get("__Secure-cart", "")

    def _request(
        self, method: str, url: str, body: str, headers: Mapping[str, str] | None = None
    ) -> Page:
        for _ in range(6):
            url = url.removeprefix(ORIGIN)
            page = Page(url, self.front.call(self._event(method, url, body, headers or {})))
            self._keep(page.answer["cookies"])
            onward = page.location
            if not onward or urlsplit(onward).netloc:
                return page
            method, body = (method, body) if page.status == 307 else ("GET", "")
            url = onward
        raise AssertionError(f"redirects without end at {url}")

    def _event(self, method: str, url: str, body: str, more: Mapping[str, str]) -> dict[str, Any]:
        parts = urlsplit(url)
        headers = {"host": "shop.example"}
        if method == "POST":
            headers |= {
                "content-type": "application/x-www-form-urlencoded",
                "origin": ORIGIN,
                "sec-fetch-site": "same-origin",
            }
        return http_event(
            method,
            parts.path,
            query=parts.query,
            headers={**headers, **{k.replace("_", "-"): v for k, v in more.items()}},
            cookies=[f"{name}={value}" for name, value in self.cookies.items()],
            body=body,
        )

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            pair, *attributes = cookie.split("; ")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def http_event(method: str, path: str, **parts: Any) -> dict[str, Any]:
    """An HTTP API event of payload format 2.0."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": parts.get("query", ""),
        "headers": parts.get("headers", {}),
        "cookies": parts.get("cookies", []),
        "requestContext": {
            "requestId": "request-1",
            "http": {"method": method, "path": path, "sourceIp": parts.get("source", ADDRESS)},
        },
        "body": parts.get("body", ""),
        "isBase64Encoded": False,
    }
