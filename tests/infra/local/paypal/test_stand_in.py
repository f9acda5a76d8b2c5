"""The stand-in for PayPal refuses what PayPal refuses, keeps its books, and tells the shop."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from pelicart_infra.local.paypal import serve_paypal
from pelicart_infra.local.standin import Server

ID, SECRET, WEBHOOK = "AClientOfPayPals", "ESecretOfThatClient", "8PT597110X687430LKGECATA"
CONTEXT = {
    "return_url": "http://127.0.0.1:8000/done?order=1",
    "cancel_url": "http://127.0.0.1:8000/back",
}
_FIELDS = ("auth-algo", "cert-url", "transmission-id", "transmission-sig", "transmission-time")


def amount(value, currency="EUR", **parts):
    breakdown = {name: amount(part, currency) for name, part in parts.items()}
    return {
        "currency_code": currency,
        "value": value,
        **({"breakdown": breakdown} if breakdown else {}),
    }


def an_item(value="10.00", quantity="2", **changes):
    return {"name": "Mug", "quantity": quantity, "unit_amount": amount(value), **changes}


def a_unit(**changes):
    return {
        "reference_id": "shop.example",
        "custom_id": "ORDERONE",
        "amount": amount("46.90"),
        **changes,
    }


def an_order(*units, **changes):
    return {
        "intent": "CAPTURE",
        "purchase_units": list(units) or [a_unit()],
        "payment_source": {"paypal": {"experience_context": CONTEXT}},
        **changes,
    }


class Shop(HTTPServer):
    """Hears events, with their headers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hearing)
        self.heard: list[tuple[bytes, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/shop/notice/paypal"

    def hears(self, count: int) -> list[tuple[bytes, dict[str, str]]]:
        until = time.monotonic() + 5
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.heard

    def kinds(self, count: int) -> list[str]:
        return [json.loads(body)["event_type"] for body, _ in self.hears(count)]


class _Hearing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        shop: Shop = self.server
        headers = {name.lower(): value for name, value in self.headers.items()}
        shop.heard.append((self.rfile.read(int(headers["content-length"])), headers))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def still() -> Iterator[Server]:
    """One that tells nobody, for what changes nothing."""
    server = serve_paypal(client_id=ID, secret=SECRET, webhook_id=WEBHOOK)
    yield server
    server.stop()


@contextmanager
def talking(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        grant = {"grant_type": "client_credentials"}
        answer = client.post("/v1/oauth2/token", data=grant, auth=(ID, SECRET))
        client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


@pytest.fixture(scope="module")
def quiet(still: Server) -> Iterator[httpx.Client]:
    with talking(still) as client:
        yield client


@pytest.fixture
def api(shop: Shop) -> Iterator[httpx.Client]:
    server = serve_paypal(client_id=ID, secret=SECRET, webhook_id=WEBHOOK, webhook_url=shop.url)
    with talking(server) as client:
        yield client
    server.stop()


def made(api, order=None, key=""):
    headers = {"paypal-request-id": key} if key else {}
    answer = api.post("/v2/checkout/orders", json=order or an_order(), headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()["id"]


def presses(api, session, action="pay"):
    answer = api.post(f"/pay/{session}", data={"action": action})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def captures(api, session, key=""):
    headers = {"paypal-request-id": key} if key else {}
    return api.post(f"/v2/checkout/orders/{session}/capture", json={}, headers=headers)


def issue(answer):
    return answer.status_code, answer.json()["details"][0]["issue"]


@pytest.mark.parametrize("auth", [(ID, "wrong"), ("wrong", SECRET), None])
def test_a_token_is_for_the_right_client(quiet, auth):
    with httpx.Client(base_url=quiet.base_url) as stranger:
        grant = {"grant_type": "client_credentials"}
        answer = stranger.post("/v1/oauth2/token", data=grant, auth=auth)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert stranger.get("/v2/checkout/orders/X").status_code == 401
        assert stranger.post("/v1/oauth2/token", auth=(ID, SECRET)).status_code == 400


def test_a_token_ends_by_paypals_clock(api):
    session = made(api)
    api.post("/_control/clock", json={"advance": 32400})
    assert api.get(f"/v2/checkout/orders/{session}").status_code == 401


@pytest.mark.parametrize(
    ("order", "refused"),
    [
        (an_order(intent="AUTHORIZE"), (400, "INVALID_PARAMETER_VALUE")),
        (an_order(a_unit(), a_unit()), (400, "INVALID_ARRAY_MAX_ITEMS")),
        (an_order(payment_source={}), (400, "MISSING_REQUIRED_PARAMETER")),
        (an_order(shipping={}), (400, "INVALID_PARAMETER")),
        (an_order(a_unit(custom="x")), (400, "INVALID_PARAMETER")),
        (an_order(a_unit(invoice_id="x" * 128)), (400, "INVALID_STRING_LENGTH")),
        (an_order(a_unit(invoice_id="")), (400, "INVALID_STRING_LENGTH")),
        (an_order(a_unit(amount=None)), (400, "INVALID_PARAMETER_SYNTAX")),
        (an_order(a_unit(amount=amount(46.9))), (400, "MISSING_REQUIRED_PARAMETER")),
        (an_order(a_unit(amount=amount("1,00"))), (400, "INVALID_PARAMETER_SYNTAX")),
        (an_order(a_unit(amount=amount("0.00"))), (422, "CANNOT_BE_ZERO_OR_NEGATIVE")),
        (an_order(a_unit(amount=amount("-1.00"))), (422, "CANNOT_BE_NEGATIVE")),
        (an_order(a_unit(amount=amount("1.001"))), (422, "DECIMAL_PRECISION")),
        (an_order(a_unit(amount=amount("1000.00", "HUF"))), (422, "DECIMALS_NOT_SUPPORTED")),
        (an_order(a_unit(amount=amount("1000.00", "JPY"))), (422, "DECIMALS_NOT_SUPPORTED")),
        (an_order(a_unit(amount=amount("1.00", "KWD"))), (422, "CURRENCY_NOT_SUPPORTED")),
        (
            an_order(a_unit(items=[an_item()])),
            (422, "ITEM_TOTAL_REQUIRED"),
        ),
        (
            an_order(a_unit(amount=amount("19.99", item_total="19.99"), items=[an_item()])),
            (422, "ITEM_TOTAL_MISMATCH"),
        ),
        (
            an_order(a_unit(amount=amount("46.90", item_total="20.00"), items=[an_item()])),
            (422, "AMOUNT_MISMATCH"),
        ),
        (
            an_order(
                a_unit(
                    amount=amount("20.00", item_total="20.00"),
                    items=[an_item(unit_amount=amount("10.00", "USD"))],
                )
            ),
            (422, "CURRENCY_MISMATCH"),
        ),
        (
            an_order(
                a_unit(amount=amount("20.00", item_total="20.00"), items=[an_item(quantity="0")])
            ),
            (400, "INVALID_PARAMETER_SYNTAX"),
        ),
    ],
)
def test_what_paypal_does_not_take_is_refused_with_its_word(quiet, order, refused):
    answer = quiet.post("/v2/checkout/orders", json=order)
    assert issue(answer) == refused
    assert answer.json()["debug_id"]


@pytest.mark.parametrize(
    "changes",
    [
        {"return_url": "/done"},
        {"cancel_url": ""},
        {"locale": "french"},
        {"user_action": "BUY"},
        {"shipping_preference": "NONE"},
        {"brand": "x"},
    ],
)
def test_a_page_that_cannot_be_is_refused(quiet, changes):
    source = {"paypal": {"experience_context": {**CONTEXT, **changes}}}
    answer = quiet.post("/v2/checkout/orders", json=an_order(payment_source=source))
    assert answer.status_code == 400


def test_a_breakdown_that_adds_up_is_taken_and_shown(quiet):
    parts = {"item_total": "20.00", "shipping": "4.90", "handling": "1.00", "discount": "0.90"}
    session = made(quiet, an_order(a_unit(amount=amount("25.00", **parts), items=[an_item()])))
    page = quiet.get(f"/pay/{session}").text
    assert all(text in page for text in ("Pay EUR 25.00", "Mug", "Shipping", "ORDERONE"))


def test_the_payer_agrees_and_the_shop_takes_the_money_once(api, shop):
    session = made(api)
    assert issue(captures(api, session)) == (422, "ORDER_NOT_APPROVED")
    presses(api, session)
    assert api.get("/_control/books").json()[0]["state"] == "approved"
    taken = captures(api, session)
    assert (taken.status_code, taken.json()["status"]) == (201, "COMPLETED")
    assert issue(captures(api, session)) == (422, "ORDER_ALREADY_CAPTURED")
    (row,) = api.get("/_control/books").json()
    assert row == {
        "session": session,
        "order": "ORDERONE",
        "state": "paid",
        "captured": "46.90",
        "refunded": "0.00",
        "currency": "EUR",
    }
    assert sorted(shop.kinds(2)) == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"]


def test_the_browser_comes_back_with_paypals_names(api):
    session = made(api)
    back = presses(api, session, "cancel")
    assert back == f"http://127.0.0.1:8000/back?token={session}"
    done = httpx.get(presses(api, session)).headers["location"]
    assert done.startswith(f"http://127.0.0.1:8000/done?order=1&token={session}&PayerID=")


def test_paypals_own_address_leads_to_the_page(quiet):
    session = made(quiet)
    links = quiet.get(f"/v2/checkout/orders/{session}").json()["links"]
    (url,) = [one["href"] for one in links if one["rel"] == "payer-action"]
    answer = quiet.get(url)
    assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (303, session)
    assert quiet.get("/checkoutnow?token=nobody").status_code == 404


def test_a_declined_card_is_declined_at_the_capture_and_another_is_taken(api):
    session = made(api)
    assert presses(api, session, "decline").startswith("http://127.0.0.1:8000/done")
    assert issue(captures(api, session, "1")) == (422, "INSTRUMENT_DECLINED")
    assert api.get("/_control/books").json()[0]["state"] == "open"
    presses(api, session)
    assert issue(captures(api, session, "1")) == (422, "INSTRUMENT_DECLINED")  # as it was
    assert captures(api, session, "2").status_code == 201


def test_a_request_id_is_carried_out_once(api):
    first = made(api, key="one")
    assert made(api, key="one") == first
    assert made(api, key="two") != first
    presses(api, first)
    assert captures(api, first, "c").status_code == 201
    again = captures(api, first, "c")
    assert (again.status_code, again.json()["status"]) == (200, "COMPLETED")


def test_an_invoice_is_paid_once(api):
    for expected in (201, 422):
        session = made(api, an_order(a_unit(invoice_id="N-1")))
        presses(api, session)
        answer = captures(api, session)
        assert answer.status_code == expected
    assert issue(answer) == (422, "DUPLICATE_INVOICE_ID")


def taken(api):
    session = made(api)
    presses(api, session)
    units = captures(api, session).json()["purchase_units"]
    return session, units[0]["payments"]["captures"][0]["id"]


def gives_back(api, capture, value, key=""):
    headers = {"paypal-request-id": key} if key else {}
    body = {"amount": amount(value)}
    return api.post(f"/v2/payments/captures/{capture}/refund", json=body, headers=headers)


def test_no_more_is_given_back_than_was_taken(api, shop):
    session, capture = taken(api)
    assert gives_back(api, capture, "1.00", "r").json()["status"] == "COMPLETED"
    assert gives_back(api, capture, "1.00", "r").status_code == 200
    assert issue(gives_back(api, capture, "45.91")) == (422, "REFUND_AMOUNT_EXCEEDED")
    assert issue(gives_back(api, capture, "0.00")) == (422, "CANNOT_BE_ZERO_OR_NEGATIVE")
    assert gives_back(api, capture, "45.90").status_code == 201
    assert issue(gives_back(api, capture, "1.00")) == (422, "CAPTURE_FULLY_REFUNDED")
    assert api.get("/_control/books").json()[0]["refunded"] == "46.90"
    found = api.get(f"/v2/payments/captures/{capture}").json()
    assert found["status"] == "REFUNDED"
    assert found["supplementary_data"]["related_ids"]["order_id"] == session
    assert shop.kinds(4).count("PAYMENT.CAPTURE.REFUNDED") == 2


@pytest.mark.parametrize(
    ("action", "state", "kind"),
    [
        ("confirm", "paid", "PAYMENT.CAPTURE.COMPLETED"),
        ("fail", "failed", "PAYMENT.CAPTURE.DENIED"),
    ],
)
def test_a_payment_under_review_ends_by_lever(api, shop, action, state, kind):
    api.post("/_control/mode", json={"capture": "pending"})
    session, _ = taken(api)
    assert api.get("/_control/books").json()[0]["state"] == "processing"
    answer = api.post(f"/_control/sessions/{session}/{action}", json={})
    assert answer.json()["state"] == state
    assert kind in shop.kinds(3)


@pytest.mark.parametrize("action", ["confirm", "refund", "dispute", "lose"])
def test_nothing_can_happen_to_money_that_was_not_taken(quiet, action):
    session = made(quiet)
    assert quiet.post(f"/_control/sessions/{session}/{action}", json={}).status_code == 422


def test_an_approval_is_reversed_after_three_hours_and_an_order_forgotten_after_six(api, shop):
    agreed, untouched = made(api), made(api)
    presses(api, agreed)
    api.post("/_control/clock", json={"advance": 3 * 3600 + 1})
    assert api.get(f"/v2/checkout/orders/{agreed}").json()["status"] == "VOIDED"
    assert "CHECKOUT.PAYMENT-APPROVAL.REVERSED" in shop.kinds(2)
    api.post("/_control/clock", json={"advance": 3 * 3600})
    assert issue(api.get(f"/v2/checkout/orders/{untouched}")) == (404, "INVALID_RESOURCE_ID")


def asks(api, body, headers, **changes):
    sent = {name.replace("-", "_"): headers[f"paypal-{name}"] for name in _FIELDS}
    fields = json.dumps({**sent, "webhook_id": WEBHOOK, **changes}).encode()
    asked = fields[:-1] + b',"webhook_event":' + body + b"}"
    answer = api.post("/v1/notifications/verify-webhook-signature", content=asked)
    return answer.json()["verification_status"]


def test_paypal_knows_its_own_events_byte_by_byte(api, shop):
    presses(api, made(api))
    ((body, headers),) = shop.hears(1)
    assert asks(api, body, headers) == "SUCCESS"
    assert asks(api, body + b"\n", headers) == "SUCCESS"  # JSON ends where it ends
    assert asks(api, json.dumps(json.loads(body), indent=1).encode(), headers) == "FAILURE"
    for changes in (
        {"webhook_id": "ANOTHER"},
        {"transmission_id": "t0"},
        {"transmission_time": "2026-11-24T00:00:00Z"},
        {"transmission_sig": "x"},
        {"cert_url": "https://elsewhere.example/cert"},
    ):
        assert asks(api, body, headers, **changes) == "FAILURE"


def test_a_forged_event_is_none_of_paypals(api, shop):
    api.post("/_control/mode", json={"notices": "forged"})
    presses(api, made(api))
    ((body, headers), *_) = shop.hears(1)
    assert asks(api, body, headers) == "FAILURE"


def test_what_is_no_question_is_refused(quiet):
    for asked in (b"", b"{}", b"[]", b'{"webhook_event": {}}'):
        answer = quiet.post("/v1/notifications/verify-webhook-signature", content=asked)
        assert answer.status_code == 400


@pytest.mark.parametrize("said", [{"colour": "red"}])
def test_what_paypal_does_not_say_cannot_be_altered(quiet, said):
    session = made(quiet)
    assert quiet.post(f"/_control/sessions/{session}/alter", json=said).status_code == 422
