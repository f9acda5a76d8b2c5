"""The stand-in for Mollie refuses what Mollie refuses, keeps its books, and tells the shop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from pelicart_infra.local.mollie import serve_mollie

KEY = "test_0123456789"
PAYMENT = {
    "amount": {"currency": "EUR", "value": "46.90"},
    "description": "Order 1",
    "redirectUrl": "http://127.0.0.1:8000/done",
    "metadata": {"order": "ORDERONE"},
}


class Shop(HTTPServer):
    """Hears notices, and answers with the statuses of `says`, then 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hearing)
        self.heard: list[str] = []
        self.says: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/shop/notice/mollie"

    def hears(self, count: int) -> list[str]:
        until = time.monotonic() + 5
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.heard


class _Hearing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        shop: Shop = self.server
        shop.heard.append(self.rfile.read(int(self.headers["content-length"])).decode())
        self.send_response(shop.says.pop(0) if shop.says else 200)
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


@pytest.fixture
def api(shop: Shop) -> Iterator[httpx.Client]:
    server = serve_mollie(key=KEY, webhook_url=shop.url, backoff=(0.01, 0.01))
    headers = {"authorization": f"Bearer {KEY}"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        yield client
    server.stop()


def made(api, **changes):
    answer = api.post("/v2/payments", json={**PAYMENT, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def presses(api, payment, action):
    return api.post(f"/pay/{payment['id']}", data={"action": action})


def read(api, payment, embed=""):
    query = f"?embed={embed}" if embed else ""
    return api.get(f"/v2/payments/{payment['id']}{query}").json()


def test_a_payment_is_open_for_a_quarter_of_an_hour_and_cannot_be_canceled(api):
    payment = made(api)
    assert (payment["status"], payment["mode"], payment["isCancelable"]) == ("open", "test", False)
    assert payment["_links"]["checkout"]["href"].endswith(f"/pay/{payment['id']}")
    assert api.delete(f"/v2/payments/{payment['id']}").status_code == 422
    api.post("/_control/clock", json={"advance": 899})
    assert read(api, payment)["status"] == "open"
    api.post("/_control/clock", json={"advance": 1})
    assert read(api, payment)["status"] == "expired"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": {"currency": "EUR", "value": "46.9"}}, "amount.value"),
        ({"amount": {"currency": "EUR", "value": "46,90"}}, "amount.value"),
        ({"amount": {"currency": "EUR", "value": 46.90}}, "amount.value"),
        ({"amount": {"currency": "JPY", "value": "46.90"}}, "amount.value"),
        ({"amount": {"currency": "XAF", "value": "46"}}, "amount.currency"),
        ({"amount": {"currency": "EUR", "value": "0.00"}}, "amount"),
        ({"amount": {"currency": "EUR", "value": "1000000.01"}}, "amount"),
        ({"amount": "46.90"}, "amount"),
        ({"description": ""}, "description"),
        ({"redirectUrl": None}, "redirectUrl"),
        ({"redirectUrl": "/done"}, "redirectUrl"),
        ({"cancelUrl": "javascript:1"}, "cancelUrl"),
        ({"locale": "en"}, "locale"),
        ({"webhookUrl": "http://localhost:8000/notice"}, "webhookUrl"),
        ({"webhookUrl": "http://127.0.0.1/notice"}, "webhookUrl"),
        ({"metadata": {"a": "x" * 1024}}, "metadata"),
    ],
    ids=str,
)
def test_what_mollie_refuses_is_refused_by_the_name_of_its_field(api, changes, field):
    answer = api.post("/v2/payments", json={**PAYMENT, **changes})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_parameter_that_does_not_exist_is_refused(api):
    assert api.post("/v2/payments", json={**PAYMENT, "testmode": True}).status_code == 400
    assert api.get(f"/v2/payments/{made(api)['id']}?embed=secrets").status_code == 400
    assert api.get(f"/v2/payments/{made(api)['id']}?testmode=1").status_code == 400


def test_another_key_is_nobodys(api):
    other = {"authorization": "Bearer test_other"}
    assert api.post("/v2/payments", json=PAYMENT, headers=other).status_code == 401
    assert api.get("/v2/payments/tr_1", headers={"authorization": ""}).status_code == 401


def test_an_id_that_nobody_made_is_not_found_in_mollies_words(api):
    answer = api.get("/v2/payments/tr_unknown")
    assert (answer.status_code, answer.json()["title"]) == (404, "Not Found")


def test_an_idempotency_key_gives_the_first_answer_for_a_day(api):
    headers = {"idempotency-key": "k"}
    first = api.post("/v2/payments", json=PAYMENT, headers=headers)
    again = api.post("/v2/payments", json=PAYMENT, headers=headers)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = api.post("/v2/payments", json={**PAYMENT, "description": "2"}, headers=headers)
    assert other.status_code == 400
    api.post("/_control/clock", json={"advance": 24 * 3600})
    later = api.post("/v2/payments", json=PAYMENT, headers=headers)
    assert later.json()["id"] != first.json()["id"]


def test_what_was_paid_can_be_given_back_in_parts_and_no_more(api):
    payment = made(api)
    refunds = f"/v2/payments/{payment['id']}/refunds"
    part = {"amount": {"currency": "EUR", "value": "40.00"}}
    assert api.post(refunds, json=part).status_code == 422
    presses(api, payment, "pay")
    assert api.post(refunds, json=part).json()["status"] == "pending"
    assert api.post(refunds, json=part).json()["field"] == "amount"
    said = read(api, payment, "refunds,chargebacks")
    assert (said["amountRefunded"]["value"], said["amountRemaining"]["value"]) == ("40.00", "6.90")
    assert len(said["_embedded"]["refunds"]) == 1
    api.post(f"/_control/sessions/{payment['id']}/fail", json={})
    assert read(api, payment)["amountRefunded"]["value"] == "0.00"


def test_a_capture_takes_what_was_authorized_once(api):
    api.post("/_control/mode", json={"capture": "manual"})
    payment = made(api)
    presses(api, payment, "pay")
    assert read(api, payment)["status"] == "authorized"
    captures = f"/v2/payments/{payment['id']}/captures"
    assert api.post(captures, json={}).status_code == 201
    assert api.post(captures, json={}).status_code == 422
    assert read(api, payment)["amountCaptured"]["value"] == "46.90"


def test_what_is_over_cannot_be_paid(api):
    payment = made(api)
    presses(api, payment, "cancel")
    for action in ("pay", "later", "decline", "cancel"):
        assert presses(api, payment, action).status_code == 409
    assert "checkout" not in read(api, payment).get("_links", {})


def test_a_notice_says_an_id_and_nothing_else(api, shop):
    payment = made(api)
    presses(api, payment, "pay")
    assert shop.hears(1) == [f"id={payment['id']}"]


def test_open_and_promised_payments_are_not_told(api, shop):
    presses(api, made(api), "decline")
    presses(api, made(api), "later")
    payment = made(api)
    presses(api, payment, "pay")
    assert shop.hears(1) == [f"id={payment['id']}"]


def test_a_notice_is_sent_again_until_it_hears_200(api, shop):
    shop.says = [503, 204]
    presses(api, made(api), "pay")
    assert len(shop.hears(3)) == 3
    deliveries = api.get("/_control/deliveries").json()
    assert [one["status"] for one in deliveries][:2] == [503, 204]


def test_a_forged_notice_names_what_nobody_made(api, shop):
    payment = made(api)
    api.post("/_control/mode", json={"notices": "forged"})
    presses(api, payment, "pay")
    (forged,) = shop.hears(1)
    assert forged != f"id={payment['id']}"
    assert api.get(f"/v2/payments/{forged[3:]}").status_code == 404


@pytest.mark.parametrize("mode", ["down", "html", "garbage"])
def test_an_outage_is_over_when_it_is_switched_off(api, mode):
    payment = made(api)
    api.post("/_control/mode", json={"api": mode})
    answer = api.get(f"/v2/payments/{payment['id']}")
    assert answer.status_code == (503 if mode == "down" else 200)
    api.post("/_control/mode", json={"api": "up"})
    assert read(api, payment)["id"] == payment["id"]


def test_the_books_tell_of_each_payment_in_the_common_words(api):
    payment = made(api)
    presses(api, payment, "later")
    api.post(f"/_control/sessions/{payment['id']}/confirm", json={})
    api.post(f"/_control/sessions/{payment['id']}/refund", json={"amount": "1.00"})
    assert api.get("/_control/books").json() == [{
        "session": payment["id"],
        "order": "ORDERONE",
        "state": "paid",
        "captured": "46.90",
        "refunded": "1.00",
        "currency": "EUR",
    }]  # fmt: skip
    (told,) = api.get("/_control/ledger").json()["payments"]
    assert told["method"] == "banktransfer"


@pytest.mark.parametrize("action", ["win", "lose", "confirm", "fail", "refund"])
def test_a_lever_that_moves_nothing_says_so(api, action):
    payment = made(api)
    presses(api, payment, "cancel")
    answer = api.post(f"/_control/sessions/{payment['id']}/{action}", json={})
    assert answer.status_code == 422


def test_the_overview_and_the_page_show_the_payment(api):
    payment = made(api, description="Order <1>")
    assert "Order &lt;1&gt;" in api.get(f"/pay/{payment['id']}").text
    assert "EUR 46.90" in api.get(f"/pay/{payment['id']}").text
    assert payment["id"] in api.get("/").text
