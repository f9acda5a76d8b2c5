"""A browser for tests: it follows links and forms found in pages, and can do nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode, urljoin

import httpx
from tests.e2e.page import Form, Page, origin_of

FORM = "application/x-www-form-urlencoded"
PATIENCE = 60


@dataclass
class Shopper:
    """One browser: its cookies, and the rules that browsers keep.

    `through` is another way to the shop than its gateway.
    """

    origin: str
    through: httpx.BaseTransport | None = None
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        # As browsers do on this machine: a Secure cookie goes to loopback without https too.
        policy = DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.client = httpx.Client(
            cookies=CookieJar(policy),
            mounts={self.origin: self.through} if self.through else None,
            trust_env=False,
            timeout=60,
            verify=False,  # noqa: S501  there is no TLS on loopback, and certificates load slowly
        )

    def get(self, url: str) -> Page:
        """Types an address, or follows a link."""
        return self._follow("GET", urljoin(self.origin, url), b"", {}, None)

    def press(self, form: Form) -> Page:
        """Submits a form and follows where it leads."""
        data = urlencode(form.data)
        if form.method == "GET":
            return self.get(f"{form.action.partition('?')[0]}?{data}")
        headers = {"content-type": FORM, "origin": origin_of(form.page.url)}
        return self._follow("POST", form.action, data.encode(), headers, form.page)

    def click(self, page: Page, button: str, fields: Mapping[str, str] | None = None) -> Page:
        """Fills the form with this button and presses it."""
        return self.press(page.form(button).fill(fields or {}))

    def wait(self, page: Page) -> Page:
        """Lets a page renew itself until it stops doing so."""
        end = time.monotonic() + PATIENCE
        while page.renews_itself:
            if time.monotonic() > end:
                raise AssertionError(f"still renewing itself: {page.heading}")
            time.sleep(0.05)
            page = self.get(page.url)
        return page

    def until(self, page: Page, heading: str) -> Page:
        """Loads a page again until it says this, or time is up."""
        end = time.monotonic() + PATIENCE
        while page.heading != heading and time.monotonic() < end:
            time.sleep(0.05)
            page = self.get(page.url)
        return page

    def twin(self) -> Shopper:
        """Another window of the same browser: the same cookies, as they are now."""
        twin = Shopper(self.origin, self.through)
        for cookie in self.client.cookies.jar:
            twin.client.cookies.jar.set_cookie(cookie)
        return twin

    def _follow(
        self, method: str, url: str, body: bytes, headers: dict[str, str], source: Page | None
    ) -> Page:
        hops: list[str] = []
        site = "same-origin"
        while True:
            if source and not source.allows(origin_of(url)):
                raise AssertionError(f"the page's form-action forbids {origin_of(url)}")
            if source and origin_of(url) != origin_of(source.url):
                site = "cross-site"
            sent = {**headers, "sec-fetch-site": site if source else "none"}
            response = self.client.request(method, url, content=body, headers=sent)
            if not response.has_redirect_location:
                return Page(url, response.status_code, response.headers, response.text, tuple(hops))
            hops.append(url)
            url = urljoin(url, response.headers["location"])
            if response.status_code in {301, 302, 303}:
                method, body, headers = "GET", b"", {}
