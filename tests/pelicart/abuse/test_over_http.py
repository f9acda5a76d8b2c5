"""The limits and traps as browsers meet them: over HTTP, through the gateway, behind its CDN."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass

import httpx
import pytest
from tests.e2e.shopper import Shopper
from tests.pelicart.shopfront import ADA

from pelicart_infra.local.events import Shape
from pelicart_infra.local.gateway import Gateway
from pelicart_infra.local.serving import listen, server_for

SECRET = "s" * 43
PERSON = {**ADA, "method": "cheque"}


@dataclass
class Shop:
    """The shop behind its gateway; `past` is the functions' own address, without the CDN."""

    front: object
    origin: str
    past: str


def serve(application):
    server = server_for(application, listen(0))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    return server, f"http://127.0.0.1:{server.port}"


@pytest.fixture
def shop(front, tmp_path):
    def invoke(_name, event):
        return front.call(event)

    servers = [serve(Gateway(tmp_path, invoke, Shape(secret=SECRET)))]
    servers.append(serve(Gateway(tmp_path, invoke)))
    (_, origin), (_, past) = servers
    front.environment |= {"PELICART_ORIGIN": origin, "PELICART_ORIGIN_SECRET": SECRET}
    front.publish(limits={"orders": 2, "seconds": 2}, origin=origin)
    yield Shop(front, origin, past)
    for server, _ in servers:
        server.shutdown()
        server.server_close()


def browser(shop, address="127.0.0.1"):
    """A browser at this address of the loopback, where machines have more than one."""
    with suppress(OSError), socket.socket() as tried:
        tried.bind((address, 0))
        return Shopper(shop.origin, httpx.HTTPTransport(local_address=address))
    pytest.skip("this machine has one loopback address")


def reviews(shop, shopper, sku="MUG", **fields):
    sent = {"origin": shop.origin}
    shopper.client.post(f"{shop.origin}/shop/cart", data={"sku": sku}, headers=sent)
    return shopper.click(shopper.get("/shop/checkout"), "Continue", {**PERSON, **fields})


def orders(shopper, review):
    return shopper.click(review, "Order with obligation to pay €15.00")


def test_people_order_and_whoever_presses_too_often_waits(shop):
    ada = browser(shop)
    review = reviews(shop, ada)
    shop.front.moment += 2
    assert [orders(ada, review).status for _ in range(3)] == [200, 200, 429]
    assert len(shop.front.orders()) == 1
    eve = browser(shop, "127.0.0.2")
    other = reviews(shop, eve)
    shop.front.moment += 2
    assert orders(eve, other).status == 200
    assert len(shop.front.orders()) == 2


def test_a_browser_cannot_say_that_it_is_another_one(shop):
    ada = browser(shop)
    review = reviews(shop, ada)
    shop.front.moment += 2
    answers = []
    for number in range(4):
        forged = f"198.51.100.{number}"
        ada.client.headers.update(
            {
                "cloudfront-viewer-address": f"{forged}:1",
                "x-pelicart-origin": "guessed",
                "x-forwarded-for": forged,
            }
        )
        answers.append(orders(ada, review).status)
    assert answers == [200, 200, 429, 429]


def test_a_program_that_fills_in_all_and_reads_nothing_orders_nothing(shop):
    robot = browser(shop)
    form = reviews(shop, robot, website="https://spam.example")
    assert (form.status, form.url) == (422, f"{shop.origin}/shop/checkout")
    review = robot.click(form, "Continue", {"website": ""})
    assert review.heading == "Review and order"
    at_once = orders(robot, review)
    assert (at_once.status, at_once.heading) == (429, "Review and order")
    assert not shop.front.orders()


def test_nobody_gets_past_the_cdn(shop):
    for path in ("/shop/cart", "/shop/checkout", "/shop/order/a.b.c", "/shop/notice/stripe"):
        answer = httpx.post(f"{shop.past}{path}", headers={"x-pelicart-origin": "guessed"})
        assert (answer.status_code, answer.text) == (400, "past-cdn")
