"""Debian's Chromium, driven as a person would: what can't be seen can't be pressed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from tests.e2e.steps import ADDRESS

BINARY = shutil.which("chromium") or ""
QUIET = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-sandbox"),
]
PATIENCE = 60_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for many walks."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BINARY, args=QUIET)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Window:
    """One window of a shopper; `faults` are what the browser complained of."""

    origin: str
    page: Page
    faults: list[str]

    def open(self, path: str) -> None:
        self.page.goto(urljoin(self.origin, path))

    def press(self, button: str) -> None:
        """Presses the button of this name; two of a name are a mistake in the page."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def fill(self, fields: Mapping[str, str]) -> None:
        """Types, chooses and ticks by the fields' names."""
        for name, value in fields.items():
            field = self.page.locator(f"[name='{name}']")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def type(self, fields: Mapping[str, str]) -> None:
        """Types into fields that may have no name: what JavaScript seals is not posted."""
        for name, value in fields.items():
            self.page.locator(f"#field-{name}").fill(value)

    @property
    def heading(self) -> str:
        return " ".join((self.page.locator("h1").first.text_content() or "").split())

    def arrives(self, heading: str) -> None:
        """Waits for a page with this heading."""
        self.page.get_by_role("heading", level=1, name=heading).wait_for(timeout=PATIENCE)

    def to_review(self, product: str, method: str, delivery: str = "") -> None:
        """From the product's page to the review of its purchase."""
        self.open(product)
        self.press("Add to cart")
        # With the script the page stays, and a link leads on from it.
        seen = self.page.get_by_role("link", name="See the cart")
        onward = self.page.get_by_role("button", name="Go to checkout")
        seen.or_(onward).first.wait_for()
        if seen.is_visible():
            seen.click()
        onward.click()
        self.to_review_again(method, delivery)

    def to_review_again(self, method: str, delivery: str = "") -> None:
        """From the checkout's form, empty as it is, to the review."""
        self.fill({**ADDRESS, "method": method})
        self.page.get_by_role("button", name="Update delivery options").click()
        self.page.get_by_label(delivery or "Letter").first.wait_for()
        self.fill({"method": method})
        if delivery:
            self.page.get_by_label(delivery).check()
        self.page.locator("form.shop-form .shop-actions button").click()
        self.arrives("Review and order")

    def order(self) -> None:
        """The button that names the obligation to pay."""
        self.page.locator("form.shop-order .shop-actions button").click()


def _complaint(said: ConsoleMessage, origin: str) -> Iterator[str]:
    """Errors of the shop's own pages; a provider's page may lack its icon."""
    if said.type == "error" and said.location["url"].startswith(origin):
        yield f"{said.text} ({said.location['url']})"


@contextmanager
def window(browser: Browser, origin: str, *, javascript: bool) -> Iterator[Window]:
    """A fresh window, and none of the browser's complaints at the end of it."""
    context = browser.new_context(java_script_enabled=javascript)
    page, faults = context.new_page(), list[str]()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda wrong: faults.append(str(wrong)))
    page.on("console", lambda said: faults.extend(_complaint(said, origin)))
    yield Window(origin, page, faults)
    context.close()
    assert not faults, faults
