from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from stripe import WebhookSignature
from tests.pelicart.build import NOW, an_order
from tests.pelicart.payments.promises import URLS, WORDS, Sealed

from pelicart.order import Order
from pelicart.payments.base import Notice
from pelicart.payments.stripe import Stripe
from pelicart.payments.stripe.carrier import Carrier
from pelicart_infra.local.standin import Server
from pelicart_infra.local.stripe import serve_stripe

KEY = "sk_test_0123456789"
SECRET, OLD_SECRET = "whsec_current", "whsec_previous"
IMPATIENT = (2, 1.0)

_numbers = count(1)


def an_event(kind: str, subject: Mapping[str, Any], *, live: bool = False) -> dict[str, Any]:
    """An event as Stripe sends it."""
    return {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "livemode": live,
        "data": {"object": subject},
    }


def seal(body: bytes, now: int = NOW, secret: str = SECRET) -> Sealed:
    """Signed by Stripe's own library where it can: it takes text only."""
    try:
        header = WebhookSignature.generate_signature_header(body.decode(), secret, now)
    except UnicodeDecodeError:
        header = f"t={now},v1={'0' * 64}"
    return Sealed(body, {"stripe-signature": header})


def told(module: Stripe, kind: str, subject: Mapping[str, Any], **event: Any) -> Notice | None:
    """What the module makes of a genuine event."""
    sealed = seal(json.dumps(an_event(kind, subject, **event)).encode())
    return module.read_notice(sealed.body, sealed.headers, NOW)


class StripeStandIn:
    """The stand-in with the levers that the promises pull."""

    secret = KEY

    def __init__(self, server: Server, module: Stripe, browser: httpx.Client) -> None:
        self.url = server.url
        self._module, self._browser = module, browser

    def pays(self, session: str, action: str = "pay") -> None:
        form = {"action": action, "email": "ada@shop.example"}
        answer = self._browser.post(f"/pay/{session}", data=form)
        assert answer.status_code == 303, answer.text

    def does(self, session: str, action: str, **said: object) -> None:
        answer = self._browser.post(f"/_control/sessions/{session}/{action}", json=said)
        assert answer.status_code == 200, answer.text

    def mode(self, **modes: object) -> None:
        assert self._browser.post("/_control/mode", json=modes).status_code == 200

    def ledger(self) -> dict:
        return self._browser.get("/_control/ledger").json()

    def books(self, session: str) -> dict:
        rows = self._browser.get("/_control/books").json()
        return next(row for row in rows if row["session"] == session)

    @contextmanager
    def fails(self, how: str) -> Iterator[None]:
        if how == "gone":
            with self._elsewhere():
                yield
            return
        self.mode(api=how, delay=2.5)
        try:
            yield
        finally:
            self.mode(api="up")

    @contextmanager
    def _elsewhere(self) -> Iterator[None]:
        """The module asks a port that nobody listens at."""
        self._asks("http://127.0.0.1:1")
        try:
            yield
        finally:
            self._asks(self.url)

    def _asks(self, api: str) -> None:
        object.__setattr__(self._module, "api", api)
        vars(self._module).pop("client", None)  # it was made for the address before


@pytest.fixture(scope="session")
def stripe_server() -> Iterator[Server]:
    server = serve_stripe(key=KEY, webhook_secret=SECRET, clock=lambda: NOW)
    yield server
    server.stop()


@pytest.fixture
def stripe(stripe_server: Server) -> Stripe:
    return Stripe(
        key=KEY,
        webhook_secrets=(SECRET, OLD_SECRET),
        origin="https://shop.example",
        origins=stripe_server.origins,
        api=stripe_server.url,
        timeout=IMPATIENT,
    )


@pytest.fixture(scope="session")
def browser(stripe_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stripe_server.url) as one:
        yield one


@pytest.fixture
def stand_in(stripe_server: Server, stripe: Stripe, browser: httpx.Client) -> StripeStandIn:
    return StripeStandIn(stripe_server, stripe, browser)


@pytest.fixture
def order() -> Order:
    """Each test's own: a session's idempotency key is made of the order's id."""
    return an_order(id=f"ORDER{next(_numbers):021}", total=4690)


@pytest.fixture
def module(stripe: Stripe) -> Stripe:
    return stripe


@pytest.fixture
def paid(stripe: Stripe, order: Order, stand_in: StripeStandIn) -> Order:
    """An order of 46.90 EUR that was paid just now."""
    session = stripe.start(order, URLS, WORDS).session
    stand_in.pays(session)
    payment = stripe.look_up(session)
    return replace(
        order, session=session, reference=payment.reference, captured=payment.captured.minor
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are asked at Stripe from now on, with their methods."""
    calls: list[str] = []
    genuine: Callable[..., Any] = Carrier.request

    def request(self: Carrier, method: str, url: str, *rest: Any, **more: Any) -> Any:
        calls.append(f"{method} {urlsplit(url).path}")
        return genuine(self, method, url, *rest, **more)

    monkeypatch.setattr(Carrier, "request", request)
    return calls


@pytest.fixture(autouse=True)
def _brief_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK waits half a second before its retry; not in tests."""
    monkeypatch.setattr("stripe.HTTPClient.INITIAL_DELAY", 0.01)
    monkeypatch.setattr("stripe.HTTPClient.MAX_DELAY", 0.01)
