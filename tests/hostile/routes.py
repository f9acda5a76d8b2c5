"""Every route that the shop has, each with what an honest browser would send there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tests.pelicart.shopfront import ADA, ORIGIN, Browser, Shopfront, http_event

from pelicart.request import FORM
from pelicart_infra.functions import ANYTHING, FUNCTIONS
from pelicart_infra.local.routing import match

EXEMPT = ("/shop/return/", "/shop/notice/")
"""Providers send browsers and messages there from elsewhere: no Origin is asked for."""

PATHS = [route.path for one in FUNCTIONS for route in one.routes if route.path != ANYTHING]


@dataclass(frozen=True, slots=True)
class Step:
    """A form that changes something when it is posted by a page of the shop."""

    path: str
    fields: Mapping[str, str]
    cookies: Mapping[str, str] = field(default_factory=dict)


def call(front: Shopfront, event: Mapping[str, Any]) -> dict[str, Any]:
    """What the function of this path answers, as the gateway finds it."""
    function = match(str(event["rawPath"])).function
    answer: dict[str, Any] = import_module(f"pelicart.endpoints.{function.name}").handler(
        event, None
    )
    return answer


def filled(path: str, token: str = "a.b.c") -> str:  # noqa: S107  no password
    """A route's path with something in its braces."""
    for name, text in (("{method}", "card"), ("{provider}", "stripe")):
        path = path.replace(name, text)
    return "/".join(token if part.startswith("{") else part for part in path.split("/"))


def steps(front: Shopfront) -> dict[str, Step]:
    """Of each form of a purchase one that stands ready; every order is another shopper's."""
    buyer, waiting = Browser(front), Browser(front)
    for one in (buyer, waiting):
        one.adds("LAMP" if one is waiting else "MUG")
    page = waiting.orders(method="cheque")
    review = buyer.reviews()
    again = Browser(front)
    again.adds("FONT")
    again.orders()
    order = again.returns(back=True)
    cart = buyer.get("/shop/cart")
    return {
        "add": Step("/shop/cart", {"sku": "MUG", "quantity": "1"}),
        "change": _step(buyer, cart, **{"quantity.0": "2"}),
        "review": _step(buyer, buyer.get("/shop/checkout"), **ADA, method="card"),
        "order": _step(buyer, review),
        "pay": _step(again, order, "pay"),
        "cancel": _step(waiting, page, "cancel"),
    }


def _step(browser: Browser, page: Any, button: str = "", **fields: str) -> Step:
    form = page.form(button)
    values = {**dict(form.form_values()), **fields, **({"action": button} if button else {})}
    path = urlsplit(urljoin(ORIGIN + page.url, form.get("action", ""))).path
    return Step(path, values, dict(browser.cookies))


def posted(step: Step, headers: Mapping[str, str]) -> dict[str, Any]:
    """The event of this form with these headers."""
    return http_event(
        "POST",
        step.path,
        headers={"content-type": FORM, **headers},
        cookies=[f"{name}={value}" for name, value in step.cookies.items()],
        body=urlencode(step.fields),
    )
