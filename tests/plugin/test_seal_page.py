"""The review page with a card in Chromium, under the production policy: what leaves the browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from lxml import html
from tests.pelicart.cards import ADA, FIRST, KEY, PRIVATE, VISA
from tests.plugin.test_live_templates import pages

from pelican.plugins.pelicart.samples import PERSON, QUOTE
from pelicart.money import Money
from pelicart.seal import binding, unseal
from pelicart.views import CardForm, MethodChoice, ReviewView
from pelicart.web import headers

playwright = pytest.importorskip("playwright.sync_api")
BINARY = shutil.which("chromium")
pytestmark = pytest.mark.skipif(not BINARY, reason="there is no Chromium here")

SCRIPT = Path(__file__).parents[2] / "site/pelican/plugins/pelicart/static/seal.js"
ORDER, TOTAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Money(QUOTE.total, "EUR")
CARD = CardForm(KEY.written, binding(KEY.kid, ORDER, TOTAL).decode(), FIRST)
VIEW = ReviewView(QUOTE, PERSON, MethodChoice("ssl", "sealed", 7), (("quote", "a.b.c"),), card=CARD)
PAGE = pages().render("review", VIEW).encode()
TYPED = {"card_number": "4242 4242 4242 4242", "card_expiry": "3/27", "card_holder": "Ada Example"}
PATIENCE = 10_000


class Shop(BaseHTTPRequestHandler):
    """Serves the page and its script, and remembers what was posted."""

    def do_GET(self) -> None:
        if self.path.startswith("/pelicart/seal.js"):
            body = SCRIPT.read_bytes() + self.server.altered
            self._answer("text/javascript", body)
        else:
            self._answer("text/html; charset=utf-8", PAGE)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.posted.append(
            {name: texts[0] for name, texts in parse_qs(body, keep_blank_values=True).items()}
        )
        self._answer("text/html", b"<title>Ordered</title><h1>Ordered</h1>")

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        for name, value in {**headers((), https=False), "content-type": kind}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        one = driver.chromium.launch(
            executable_path=BINARY, args=["--no-sandbox", "--disable-gpu", "--disable-sync"]
        )
        yield one
        one.close()


@pytest.fixture
def shop() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    server.posted, server.altered = [], b""
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened(browser, shop):
    """Opens the page in a fresh window."""
    contexts = []

    def open_page(*, javascript: bool = True):
        contexts.append(browser.new_context(java_script_enabled=javascript))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{shop.server_port}/shop/checkout/ssl")
        return page

    yield open_page
    for context in contexts:
        context.close()


def ready(page) -> None:
    """Waits until the script has taken the fields' names away."""
    page.wait_for_selector("#field-card_number:not([name])")


def fill(page, **fields: str) -> None:
    for name, text in {**TYPED, **fields}.items():
        page.fill(f"#field-{name}", text)


def order(page) -> None:
    page.click("form.shop-order .shop-actions button")


def test_with_javascript_only_the_sealed_card_leaves_the_browser(opened, shop):
    page = opened()
    ready(page)
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    (posted,) = shop.posted
    assert posted.keys() == {"quote", "sealed"}
    assert unseal(posted["sealed"], PRIVATE, ORDER, TOTAL) == ADA


def test_without_javascript_the_fields_are_posted_as_they_are(opened, shop):
    page = opened(javascript=False)
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    assert shop.posted == [{"quote": "a.b.c", "sealed": "", **TYPED}]


def test_a_script_that_was_altered_does_not_run(opened, shop):
    shop.altered = b"\nfetch('https://evil.example/');"
    page = opened()
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    assert shop.posted == [{"quote": "a.b.c", "sealed": "", **TYPED}]


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_posted(opened, shop):
    page = opened()
    ready(page)
    fill(page, card_number=VISA[:-1] + "1", card_expiry="12/26")
    order(page)
    page.wait_for_selector("#error-card_number:not([hidden])")
    tree = html.document_fromstring(page.content())
    told = {
        name: " ".join(tree.xpath(f"string(//*[@id='error-{name}'])").split()) for name in TYPED
    }
    assert told == {
        "card_number": "This is no card number. Please check the digits.",
        "card_expiry": "This card has expired.",
        "card_holder": "",
    }
    assert tree.xpath("//*[@aria-invalid='true']/@id") == ["field-card_number", "field-card_expiry"]
    assert page.evaluate("document.activeElement.id") == "field-card_number"
    assert shop.posted == []
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    assert shop.posted[0].keys() == {"quote", "sealed"}


def test_whoever_comes_back_finds_the_fields_empty(opened, shop):
    page = opened()
    ready(page)
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    page.go_back()
    ready(page)
    assert [page.input_value(f"#field-{name}") for name in TYPED] == ["", "", ""]
    assert page.evaluate("document.forms[1].elements.sealed.value") == ""


def test_a_browser_that_cannot_seal_posts_the_fields(browser, shop):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{shop.server_port}/shop/checkout/ssl")
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    context.close()
    assert shop.posted == [{"quote": "a.b.c", "sealed": "", **TYPED}]


def test_a_browser_that_fails_at_the_last_moment_posts_the_fields(browser, shop):
    context = browser.new_context()
    context.add_init_script(
        "SubtleCrypto.prototype.generateKey = () => Promise.reject(new Error('no'))"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{shop.server_port}/shop/checkout/ssl")
    ready(page)
    fill(page)
    order(page)
    page.wait_for_selector("h1:text('Ordered')")
    context.close()
    assert shop.posted == [{"quote": "a.b.c", "sealed": "", **TYPED}]
