from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import stripe
from werkzeug import Request, Response
from werkzeug.serving import make_server

from pelicart_infra.local.standin import Server
from pelicart_infra.local.stripe import serve_stripe

KEY, SECRET = "sk_test_0123456789", "whsec_standin"


@dataclass
class Till:
    """A clock that only moves when told."""

    at: float = 1_800_000_000

    def __call__(self) -> float:
        return self.at


@dataclass
class Receiver:
    """The shop's side of a webhook: keeps what came, and answers with what is next in line."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    came: list[tuple[bytes, str]] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.came.append((request.get_data(), request.headers.get("stripe-signature", "")))
        status = self.answers.pop(0) if self.answers else 200
        return Response("", status)(environ, start_response)


@pytest.fixture(scope="module")
def clock() -> Till:
    return Till()


@pytest.fixture(scope="module")
def listening() -> Iterator[Receiver]:
    receiver = Receiver()
    server = make_server("127.0.0.1", 0, receiver, threaded=True)
    receiver.url = f"http://127.0.0.1:{server.server_port}/notice"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def server(listening: Receiver, clock: Till) -> Iterator[Server]:
    running = serve_stripe(key=KEY, webhook_secret=SECRET, webhook_url=listening.url, clock=clock)
    yield running
    running.stop()


@pytest.fixture
def receiver(listening: Receiver, server: Server) -> Receiver:
    """The receiver, with what earlier tests caused out of the way."""
    eventually(lambda: settled(server))
    listening.came.clear()
    listening.answers.clear()
    return listening


@pytest.fixture(autouse=True)
def _nothing_below_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK keeps an id there for its telemetry."""
    monkeypatch.setattr(stripe, "enable_telemetry", False)


@pytest.fixture
def client(server: Server) -> stripe.StripeClient:
    """Stripe's own SDK, unchanged but for the address."""
    return stripe.StripeClient(
        KEY,
        base_addresses={"api": server.url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=5),
    )


@pytest.fixture
def sessions(client: stripe.StripeClient) -> Any:
    return client.v1.checkout.sessions


@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as one:
        yield one


@pytest.fixture
def press(browser: httpx.Client) -> Callable[..., httpx.Response]:
    """Presses a button of a payment page."""

    def pressed(session: Any, action: str = "pay", notices: str = "") -> httpx.Response:
        data = {"action": action, "notices": notices, "email": "ada@shop.example"}
        return browser.post(f"/pay/{session.id}", data=data)

    return pressed


@pytest.fixture
def mode(browser: httpx.Client) -> Iterator[Callable[..., None]]:
    def change(**modes: object) -> None:
        assert browser.post("/_control/mode", json=modes).status_code == 200

    yield change
    change(notices="once", late=3, api="up", delay=3, create="")


def an_order(clock: Till, **changes: Any) -> dict[str, Any]:
    """Parameters of a session for 49.30 EUR."""
    product = {"name": "Linen notebook", "description": "Colour: Ochre"}
    price = {"currency": "eur", "unit_amount": 2400, "product_data": product}
    post = {"currency": "eur", "unit_amount": 130, "product_data": {"name": "Post"}}
    return {
        "mode": "payment",
        "line_items": [
            {"quantity": 2, "price_data": price},
            {"quantity": 1, "price_data": post},
        ],
        "client_reference_id": "ORDERONE",
        "metadata": {"order": "ORDERONE"},
        "payment_intent_data": {"metadata": {"order": "ORDERONE"}},
        "expires_at": int(clock()) + 3 * 3600,
        "success_url": "https://shop.example/return?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/return?back=1",
        **changes,
    }


def eventually(true: Callable[[], bool], seconds: float = 5) -> None:
    """Waits until it is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def settled(server: Server) -> bool:
    """Whether no notice is under way."""
    return not server.frame.delivery.busy()
