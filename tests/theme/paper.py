"""Order pages as two themes frame them, and as Chromium prints them."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route
from tests.e2e.chromium import chromium

from pelican.plugins.pelicart.samples import CREATED, LINES, METHODS, PERSON, QUOTE
from pelicart.girocode import girocode
from pelicart.money import Money
from pelicart.pages import Pages
from pelicart.publication import read_publication
from pelicart.qrcode import picture
from pelicart.reference import grouped, reference_of
from pelicart.settings import shop_from
from pelicart.views import OrderForm, OrderView

ROOT = Path(__file__).parents[2]
ORIGIN = "https://shop.example"
NUMBER = "ABCD2345EFGH"
IBAN = "FR1420041010050500013M02606"
TEN = tuple(replace(LINES[0], name=f"{LINES[0].name} no. {n}") for n in range(1, 11))
"""Ten lines of two options and two extras each, one of them engraved."""


@dataclass(frozen=True)
class Press:
    """Prints pages of one built site."""

    page: Page
    output: Path
    pages: Pages

    def open(self, view: OrderView) -> None:
        html = self.pages.render("order", view)

        def answer(route: Route) -> None:
            path = urlsplit(route.request.url).path
            if path == "/shop/order":
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
                return
            file = self.output / path.lstrip("/")
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            route.fulfill(path=file, content_type=kind) if file.is_file() else route.abort()

        self.page.unroute_all()
        self.page.emulate_media(media="null")
        self.page.route("**/*", answer)
        self.page.goto(f"{ORIGIN}/shop/order")

    def sheets(self, paper: str, to: Path | None = None) -> int:
        """How many sheets of this paper the page takes; the PDF itself goes `to` a file."""
        pdf = self.page.pdf(format=paper, path=to)
        return len(re.findall(rb"/Type\s*/Page\b", pdf))

    @property
    def text(self) -> str:
        """What can be seen on paper."""
        self.page.emulate_media(media="print")
        return " ".join(self.page.inner_text("body").split())


def form_of(method: str) -> OrderView:
    """Ten lines with extras that wait for money by hand, and were reminded of."""
    choice = next(one for one in METHODS if one.name == method)
    if method == "transfer":
        choice = replace(choice, options={**choice.options, "iban": IBAN, "bank": "Example bank"})
    quote = replace(QUOTE, lines=TEN, total=52_690)
    reference = reference_of(NUMBER)
    text = girocode("Example", IBAN, "", Money(quote.total, "EUR"), reference)
    code = picture(text) if method == "transfer" else ""
    return OrderView(
        number=NUMBER,
        state="awaiting",
        quote=quote,
        person=PERSON,
        method=choice,
        created=CREATED,
        deadline=CREATED + 14 * 86_400,
        refunded=0,
        token="a.b.c",
        confirming=False,
        can_pay=False,
        can_cancel=True,
        form=OrderForm(grouped(reference), code, 9, reminded=CREATED + 5 * 86_400),
    )


def pages_of(publication: Path) -> Pages:
    published = read_publication(publication)
    frame, text = published.pages["en"]
    return Pages(published.live, frame, text, shop_from(published.shop))


@contextmanager
def pressed(folder: Path) -> Iterator[Press]:
    """A window that prints what a site built in this folder frames."""
    with chromium() as browser:
        yield Press(browser.new_page(), folder / "output", pages_of(folder / "publication"))
