from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import httpx
import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.order import Order
from pelicart.payments.paypal import PayPal
from pelicart_infra.local.paypal import serve_paypal
from pelicart_infra.local.paypal.notices import Signer
from pelicart_infra.local.standin import Server

CLIENT_ID, SECRET = "AClientOfPayPals-0123456789", "ESecretOfThatClient-0123456789"
WEBHOOK_ID, SIGNING = "8PT597110X687430LKGECATA", b"the stand-in's own"
IMPATIENT = (2, 1.0)

_numbers = count(1)


class PayPalStandIn:
    """The stand-in with the levers that the promises pull."""

    secret = SECRET

    def __init__(self, server: Server, module: PayPal, browser: httpx.Client) -> None:
        self.url = server.url
        self._module, self._browser = module, browser

    def agrees(self, session: str, action: str = "pay") -> str:
        """The payer presses a button; where they go on to."""
        answer = self._browser.post(f"/pay/{session}", data={"action": action})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def pays(self, session: str) -> None:
        """Agrees, and the shop takes the money."""
        self.agrees(session)
        self._module.capture(session)

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

    def unit(self, session: str) -> dict:
        """What PayPal knows of an order."""
        (order,) = [one for one in self.ledger()["orders"] if one["id"] == session]
        return order["purchase_units"][0]

    @contextmanager
    def fails(self, how: str) -> Iterator[None]:
        if how == "gone":
            self._at("http://127.0.0.1:1")
        else:
            self.mode(api=how, delay=2.5)
        try:
            yield
        finally:
            self._at(self.url)
            self.mode(api="up")

    def _at(self, api: str) -> None:
        object.__setattr__(self._module, "api", api)
        self._module.__dict__.pop("client", None)


@pytest.fixture(scope="session")
def paypal_server() -> Iterator[Server]:
    server = serve_paypal(
        client_id=CLIENT_ID,
        secret=SECRET,
        webhook_id=WEBHOOK_ID,
        signing_key=SIGNING,
        clock=lambda: NOW,
    )
    yield server
    server.stop()


@pytest.fixture(scope="session")
def paypal_browser(paypal_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=paypal_server.url) as one:
        yield one


@pytest.fixture
def module(paypal_server: Server) -> PayPal:
    return PayPal(
        client_id=CLIENT_ID,
        secret=SECRET,
        webhook_id=WEBHOOK_ID,
        mode="sandbox",
        origin="https://shop.example",
        origins=paypal_server.origins,
        api=paypal_server.url,
        timeout=IMPATIENT,
    )


@pytest.fixture
def provider(
    paypal_server: Server, module: PayPal, paypal_browser: httpx.Client
) -> Iterator[PayPalStandIn]:
    stand_in = PayPalStandIn(paypal_server, module, paypal_browser)
    yield stand_in
    stand_in.mode(capture="at once", refunds="at once")


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer(WEBHOOK_ID, SIGNING)


@pytest.fixture
def order() -> Order:
    """Each test's own: a payment's request id is made of the order's id."""
    number = next(_numbers)
    # The first twelve characters are the order's number, which PayPal takes once as an invoice's.
    return an_order(id=f"PAYPAL{number:06}{number:014}", module="paypal", total=4690)
