"""The script of the hand-off page in a browser: it posts once, and never again by itself."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from pelican.plugins.pelicart.scripts import STATIC

BINARY = shutil.which("chromium") or ""
pytestmark = pytest.mark.skipif(not BINARY, reason="needs Debian's chromium")

REVIEW = (
    '<h1>Review</h1><form method="post" action="/shop/checkout/x"><button>Order</button></form>'
)
HANDOFF = """<head><script src="/pelicart/handoff.js" defer></script></head><h1>Hand-off</h1>
<form class="shop-handoff-form" method="post" action="/pay" data-order="/shop/order/a.b.c">
<input type="hidden" name="submit" value="a"><button>Go</button></form>"""
CSP = "default-src 'none'; script-src 'self'; form-action 'self'"


class Pages(BaseHTTPRequestHandler):
    """A shop and a provider in one.

    `server.paid` counts the posts to the provider, `server.away` keeps its page back.
    """

    def do_GET(self) -> None:
        if self.path == "/pelicart/handoff.js":
            self._answer((STATIC / "handoff.js").read_text("utf-8"), "text/javascript")
        else:
            self._answer("<h1>Order</h1>" if "/order/" in self.path else REVIEW, "text/html")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        server: Any = self.server
        server.paid += self.path == "/pay"
        if self.path == "/pay" and server.away:
            self.send_response(204)  # the browser stays where it is
            self.end_headers()
            return
        self._answer("<h1>Provider</h1>" if self.path == "/pay" else HANDOFF, "text/html")

    def _answer(self, text: str, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-security-policy", CSP)
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=served.serve_forever, args=(0.05,))
    thread.start()
    yield served
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BINARY, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(server: Any, browser: Any) -> Iterator[Page]:
    server.paid, server.away = 0, False
    opened = browser.new_page(base_url=f"http://127.0.0.1:{server.server_port}")
    opened.goto("/shop/checkout")
    yield opened
    opened.close()


def arrive(page: Page, heading: str) -> None:
    page.get_by_role("heading", name=heading).wait_for(timeout=10_000)


def test_the_form_goes_on_its_way_by_itself_whatever_its_fields_are_named(
    server: Any, page: Page
) -> None:
    page.get_by_role("button", name="Order").click()
    arrive(page, "Provider")
    assert server.paid == 1


def test_the_back_button_leads_out_of_it(server: Any, page: Page) -> None:
    page.get_by_role("button", name="Order").click()
    arrive(page, "Provider")
    page.go_back()
    # Chromium may or may not count the page as a step of its own, as its load ends meanwhile.
    assert page.locator("h1").text_content() in {"Order", "Review"}
    assert server.paid == 1


def test_loading_the_page_again_shows_the_order(server: Any, page: Page) -> None:
    server.away = True
    with page.expect_event("requestfailed"):  # which a page that is kept back counts as
        page.get_by_role("button", name="Order").click()
    arrive(page, "Hand-off")
    page.reload()
    arrive(page, "Order")
    assert server.paid == 1


def test_a_page_that_is_sent_again_waits_for_its_button(server: Any, page: Page) -> None:
    server.away = True
    page.add_init_script("History.prototype.replaceState = () => {}")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Order").click()
    server.away = False
    page.reload()
    arrive(page, "Hand-off")
    page.evaluate("new Promise(done => setTimeout(done, 100))")
    assert server.paid == 1
    page.get_by_role("button", name="Go").click()
    arrive(page, "Provider")
    assert server.paid == 2
