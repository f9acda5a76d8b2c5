from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from tests.pelicart.build import NOW

from pelicart.payments.stripe import Stripe
from pelicart_infra.local.standin import Server
from pelicart_infra.local.stripe import serve_stripe

KEY = "sk_test_0123456789"
SECRET, OLD_SECRET = "whsec_current", "whsec_previous"
IMPATIENT = (0.5, 0.4)


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

    def does(self, session: str, action: str) -> None:
        answer = self._browser.post(f"/_control/sessions/{session}/{action}")
        assert answer.status_code == 303, answer.text

    def mode(self, **modes: object) -> None:
        assert self._browser.post("/_control/mode", json=modes).status_code == 200

    def ledger(self) -> dict:
        return self._browser.get("/_control/ledger").json()

    @contextmanager
    def fails(self, how: str) -> Iterator[None]:
        if how == "gone":
            with self._elsewhere():
                yield
            return
        self.mode(api=how, delay=1.0)
        try:
            yield
        finally:
            self.mode(api="up")

    @contextmanager
    def _elsewhere(self) -> Iterator[None]:
        """The module asks a port that nobody listens at."""
        object.__setattr__(self._module, "api", "http://127.0.0.1:1")
        try:
            yield
        finally:
            object.__setattr__(self._module, "api", self.url)


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


@pytest.fixture(autouse=True)
def _brief_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK waits half a second before its retry; not in tests."""
    monkeypatch.setattr("stripe.HTTPClient.INITIAL_DELAY", 0.01)
    monkeypatch.setattr("stripe.HTTPClient.MAX_DELAY", 0.01)
