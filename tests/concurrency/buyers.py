"""Buyers in a process of their own: each goes to the review page, then all press at one moment."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from urllib.parse import urlencode

import httpx
from tests.e2e.page import Form
from tests.e2e.shopper import FORM, Shopper
from tests.e2e.steps import ADDRESS

PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some buyers of one thing. `first` is the number of the first, which gives each an address.

    Each presses the button `clicks` times at once; who is handed to a hosted page pays there.
    """

    origin: str
    sku: str
    method: str
    first: int
    buyers: int
    clicks: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one click came to: the page's status and heading, and the order's number if any."""

    buyer: int
    status: int
    heading: str
    number: str = ""


def serve(orders: Connection, start: Barrier) -> None:
    """The process: carries out one `Crowd` after another, until there is none."""
    while crowd := orders.recv():
        orders.send(_bought(crowd, start))


def _bought(crowd: Crowd, start: Barrier) -> tuple[str, list[Outcome]]:
    """What went wrong with the run itself, or what the clicks came to."""
    numbers = range(crowd.first, crowd.first + crowd.buyers)
    try:
        reviews = [_review(crowd, number) for number in numbers]
        clicks = [click for review in reviews for click in [review] * crowd.clicks]
        with ThreadPoolExecutor(max(len(clicks), 1)) as at_once:
            start.wait(PATIENCE)
            return "", list(at_once.map(lambda click: _press(*click), clicks))
    except Exception as wrong:  # noqa: BLE001  told by the process that waits
        start.abort()
        return f"{type(wrong).__name__}: {wrong}", []


def _review(crowd: Crowd, number: int) -> tuple[int, Shopper, Form]:
    """From the cart's form to the button that orders."""
    shopper = Shopper(crowd.origin, httpx.HTTPTransport(local_address=_address(number)))
    body = urlencode({"sku": crowd.sku, "quantity": 1})
    headers = {"content-type": FORM, "origin": crowd.origin}
    cart = shopper._follow("POST", f"{crowd.origin}/shop/cart", body.encode(), headers, None)
    checkout = shopper.click(cart, "Go to checkout")
    review = shopper.click(checkout, "Continue", {**ADDRESS, "method": crowd.method})
    (button,) = review.tree.xpath("//form[contains(@class, 'shop-order')]//button")
    return number, shopper, review.form(" ".join(button.text_content().split()))


def _press(number: int, shopper: Shopper, form: Form) -> Outcome:
    page = shopper.press(form)
    if "/pay/" in page.url:
        page = shopper.wait(shopper.click(page, "Pay"))
    found = re.search(r"Order ([A-Z2-7]{12}) of", page.text)
    return Outcome(number, page.status, page.heading, found[1] if found else "")


@cache
def _other_addresses() -> bool:
    """Whether this machine has all of 127.0.0.0/8, as Linux does."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.1.0.1", 0))
        except OSError:
            return False
        return True


def _address(number: int) -> str | None:
    """Where a buyer connects from: each from an address of their own, where there are any."""
    return f"127.1.{number // 250}.{number % 250 + 1}" if _other_addresses() else None
