"""Pages and forms as a browser sees them: what isn't in the HTML can't be pressed or filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html


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
    def fields(self) -> set[str]:
        """Names of what can be filled in."""
        return set(self.element.fields.keys())

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
