"""A browser for tests: it follows links and forms found in pages, and can do nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
from lxml import html

FORM = "application/x-www-form-urlencoded"
PATIENCE = 15


class NotThere(AssertionError):
    """The page has no such link, form, field, value or button."""


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Page:
    """An answer as the browser shows it; `hops` are the addresses that led to it."""

    url: str
    status: int
    headers: httpx.Headers
    body: str
    hops: tuple[str, ...] = ()

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.body or "<html></html>", base_url=self.url)

    @property
    def heading(self) -> str:
        return " ".join(self.tree.xpath("string(//h1)").split())

    @property
    def text(self) -> str:
        """What the body says, without the space between."""
        return " ".join(self.tree.body.text_content().split())

    @property
    def renews_itself(self) -> bool:
        return bool(self.tree.xpath("//meta[@http-equiv='refresh']"))

    def link(self, text: str) -> str:
        """Address of the first link whose text contains this."""
        for anchor in self.tree.xpath("//a[@href]"):
            if text in " ".join(anchor.text_content().split()):
                return urljoin(self.url, anchor.get("href"))
        raise NotThere(f"no link {text!r} in {self.heading!r}")

    def form(self, button: str) -> Form:
        """The form with a button of this text."""
        for element in self.tree.forms:
            for one in element.xpath(".//button"):
                if button in " ".join(one.text_content().split()):
                    return Form(self, element, one)
        raise NotThere(f"no button {button!r} in {self.heading!r}: {self.text[:2000]}")

    def allows(self, target: str) -> bool:
        """Whether the page's form-action policy lets a form, or its redirect, go there."""
        for directive in self.headers.get("content-security-policy", "").split(";"):
            name, _, sources = directive.strip().partition(" ")
            if name == "form-action":
                return target in [
                    origin_of(self.url) if s == "'self'" else s for s in sources.split()
                ]
        return True


@dataclass(frozen=True)
class Form:
    """A form of a page and the button that will be pressed."""

    page: Page
    element: Any
    button: Any

    def fill(self, fields: Mapping[str, str]) -> Self:
        """Types, chooses and ticks; a field or value that isn't offered is `NotThere`."""
        for name, value in fields.items():
            control = self.element.inputs[name] if name in self.element.fields else None
            if control is None or "disabled" in getattr(control, "attrib", {}):
                raise NotThere(f"no field {name!r} in {self.page.heading!r}")
            self._set(control, name, value)
        return self

    def _set(self, control: Any, name: str, value: str) -> None:
        offered = self.element.xpath(
            ".//input[(@type='radio' or @type='checkbox') and @name=$n and not(@disabled)]/@value",
            n=name,
        ) or [
            option.get("value", option.text)
            for option in self.element.xpath(".//select[@name=$n]//option[not(@disabled)]", n=name)
        ]
        if offered and value not in offered:
            raise NotThere(f"{name} offers {offered}, not {value!r}")
        if getattr(control, "type", "") == "checkbox":
            control.checked = True
        else:
            self.element.fields[name] = value

    @property
    def data(self) -> list[tuple[str, str]]:
        """What a browser sends: the fields, and the button if it has a name."""
        pressed = [(self.button.get("name"), self.button.get("value", ""))]
        return [*self.element.form_values(), *(pair for pair in pressed if pair[0])]

    @property
    def method(self) -> str:
        return (self.button.get("formmethod") or self.element.get("method") or "get").upper()

    @property
    def action(self) -> str:
        """Where it goes; without an action, to the page it is on."""
        return urljoin(self.page.url, self.button.get("formaction") or self.element.get("action"))


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
            timeout=30,
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
