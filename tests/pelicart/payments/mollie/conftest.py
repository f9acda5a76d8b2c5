from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import httpx
import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.order import Order
from pelicart.payments.mollie import Mollie
from pelicart_infra.local.mollie import serve_mollie
from pelicart_infra.local.standin import Server

KEY = "test_0123456789abcdef"
IMPATIENT = (2, 1.0)

_numbers = count(1)


class MollieStandIn:
    """The stand-in with the levers that the promises pull."""

    secret = KEY

    def __init__(self, server: Server, module: Mollie, browser: httpx.Client) -> None:
        self.url = server.url
        self._module, self._browser = module, browser

    def pays(self, session: str, action: str = "pay") -> None:
        answer = self._browser.post(f"/pay/{session}", data={"action": action})
        assert answer.status_code == 303, answer.text

    def does(self, session: str, action: str, **said: object) -> None:
        answer = self._browser.post(f"/_control/sessions/{session}/{action}", json=said)
        assert answer.status_code == 200, answer.text

    def mode(self, **modes: object) -> None:
        assert self._browser.post("/_control/mode", json=modes).status_code == 200

    def waits(self, seconds: int) -> None:
        assert self._browser.post("/_control/clock", json={"advance": seconds}).is_success

    def books(self) -> list[dict]:
        return self._browser.get("/_control/books").json()

    def ledger(self) -> dict:
        return self._browser.get("/_control/ledger").json()

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
def mollie_server() -> Iterator[Server]:
    server = serve_mollie(key=KEY, clock=lambda: NOW)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mollie_browser(mollie_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=mollie_server.url) as one:
        yield one


@pytest.fixture
def module(mollie_server: Server) -> Mollie:
    return Mollie(
        key=KEY,
        origin="https://shop.example",
        origins=mollie_server.origins,
        api=mollie_server.url,
        timeout=IMPATIENT,
    )


@pytest.fixture
def provider(
    mollie_server: Server, module: Mollie, mollie_browser: httpx.Client
) -> Iterator[MollieStandIn]:
    stand_in = MollieStandIn(mollie_server, module, mollie_browser)
    yield stand_in
    stand_in.mode(capture="automatic", cancelable="transfers")


@pytest.fixture
def order() -> Order:
    """Each test's own: a payment's idempotency key is made of the order's id."""
    return an_order(id=f"ORDERM{next(_numbers):020}", module="mollie", total=4690)
