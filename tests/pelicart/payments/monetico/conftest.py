from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import httpx
import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.payments.promises import URLS, WORDS

from pelicart.order import Order
from pelicart.payments.monetico import Monetico
from pelicart_infra.local.monetico import serve_monetico
from pelicart_infra.local.standin import Server

KEY = "12345678901234567890123456789012345678P0"
ACCOUNT = {"tpe": "1234567", "company": "monSite1", "key": KEY}
IMPATIENT = (2, 1.0)
PERSON = {
    "name": "Ada Example",
    "email": "ada@shop.example",
    "line1": "1 High Street",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}

_numbers = count(1)


class MoneticoStandIn:
    """The stand-in with the levers that the promises pull."""

    secret = KEY

    def __init__(
        self, server: Server, module: Monetico, order: Order, browser: httpx.Client
    ) -> None:
        self.url = server.url
        self._module, self._order, self._browser = module, order, browser

    def opens(self, session: str) -> str:
        """Posts the form that leads to this session, as a browser does; the page's path."""
        for attempt in range(1, 6):
            form = self._module.start(replace(self._order, attempt=attempt), URLS, WORDS)
            if form.session == session:
                answer = self._browser.post(form.url, data=dict(form.fields))
                assert answer.status_code == 303, answer.text
                return answer.headers["location"]
        raise AssertionError("no form leads there")

    def pays(self, session: str, action: str = "pay") -> None:
        answer = self._browser.post(self.opens(session), data={"action": action})
        assert answer.status_code == 303, answer.text

    def does(self, session: str, action: str, **said: object) -> None:
        named = session.partition(".")[0]
        answer = self._browser.post(f"/_control/sessions/{named}/{action}", json=said)
        assert answer.status_code == 200, answer.text

    def mode(self, **modes: object) -> None:
        assert self._browser.post("/_control/mode", json=modes).status_code == 200

    def books(self, order: Order) -> list[dict]:
        books = self._browser.get("/_control/books").json()
        return [one for one in books if one["order"] == order.id]

    @contextmanager
    def fails(self, how: str) -> Iterator[None]:
        if how == "gone":
            object.__setattr__(self._module, "api", "http://127.0.0.1:1")
        else:
            self.mode(api=how, delay=2.5)
        try:
            yield
        finally:
            object.__setattr__(self._module, "api", self.url)
            self.mode(api="up")


@pytest.fixture(scope="session")
def monetico_server() -> Iterator[Server]:
    server = serve_monetico(**ACCOUNT, clock=lambda: NOW)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def monetico_browser(monetico_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=monetico_server.url) as one:
        yield one


@pytest.fixture
def order() -> Order:
    """Each test's own, for the bank knows a reference for ever."""
    number = base64.b32encode(next(_numbers).to_bytes(7)).decode().rstrip("=")
    return an_order(id=number.ljust(26, "X"), total=4690, person=PERSON, module="monetico")


@pytest.fixture
def module(monetico_server: Server) -> Monetico:
    return Monetico(
        **ACCOUNT,
        mode="test",
        origin="https://shop.example",
        page=monetico_server.url,
        api=monetico_server.url,
        origins=monetico_server.origins,
        timeout=IMPATIENT,
        now=lambda: NOW + 3600,
    )


@pytest.fixture
def stand_in(
    monetico_server: Server, module: Monetico, order: Order, monetico_browser: httpx.Client
) -> Iterator[MoneticoStandIn]:
    one = MoneticoStandIn(monetico_server, module, order, monetico_browser)
    yield one
    one.mode(money="at once", refunds="any", api="up")
