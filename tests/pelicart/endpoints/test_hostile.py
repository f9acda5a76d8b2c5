"""What any visitor, any gateway and any other site may send to any route."""

import json
import logging
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pelicart.shopfront import ADA, ORIGIN, ROUTES, Browser, http_event
from tests.pelicart.test_request import EVENTS

from pelicart.errors import Misconfigured, TableDown

CARD, EMAIL, NAME = "4242424242424242", "canary@customer.example", "Canary Customer"
PATHS = [*ROUTES, "/shop/checkout/card", "/shop/order/a.b.c", "/shop/return/stripe",
         "/shop/notice/stripe", "/shop/notice/"]  # fmt: skip
FORM = {"content-type": "application/x-www-form-urlencoded", "origin": ORIGIN}
quiet = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)


def sound(answer):
    """What holds for every answer, whatever was asked."""
    headers = answer["headers"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert type(answer["body"]) is str
    assert headers.keys() & {"content-type", "location"}
    for text in (*headers.values(), *answer["cookies"]):
        assert text.isprintable()
        assert text.isascii()
    location = headers.get("location", "/shop/")
    assert location.startswith(("/shop/", "https://pay.example/"))
    return answer["statusCode"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "", "gEt"])
def test_every_answer_has_its_headers(front, path, method):
    answer = front.call(http_event(method, path, headers=FORM))
    status = sound(answer)
    assert status < 500
    if method.upper() not in {"GET", "POST"}:
        assert status == 405
        assert answer["headers"]["allow"] in {"GET, POST", "POST"}


@quiet
@given(EVENTS)
def test_no_event_is_an_error_of_ours(front, event):
    assert sound(front.call(event)) < 500


@quiet
@given(
    st.sampled_from(PATHS),
    st.sampled_from(["GET", "POST"]),
    st.dictionaries(
        st.sampled_from(
            ["sku", "quantity", "quantity.0", "remove", "version", "action", "lang", "currency",
             "option.Colour", "extra.GIFT", "text.NAME", "quote", "lines", "order", *ADA],
        ),
        st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(["MUG", "pay"]),
    ),
    st.text(max_size=60) | st.just("1.aaaaaaaaaaaaaaaaaaaaaaaaaa.EUR.en.MUG::1:"),
)  # fmt: skip
def test_no_form_is_an_error_of_ours(front, path, method, fields, cookie):
    body = "&".join(f"{name}={quote(text)}" for name, text in fields.items())
    event = http_event(
        method, path, query=body, headers=FORM, body=body, cookies=[f"__Secure-cart={cookie}"]
    )
    assert sound(front.call(event)) < 500
    assert not front.orders()


@pytest.mark.parametrize("path", ["/shop/cart", "/shop/checkout", "/shop/checkout/card"])
def test_another_site_cannot_post_here(front, ada, path):
    ada.adds("MUG")
    for headers in ({"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}):
        page = ada.post(path, {"sku": "LAMP", **ADA}, **headers)
        assert (page.status, page.kind) == (400, "error")
    assert "LAMP" not in ada.cart


@pytest.mark.parametrize("path", ["/shop/cart", "/shop/checkout"])
def test_another_content_type_is_told(ada, path):
    assert ada.post(path, {"sku": "MUG"}, content_type="application/json").status == 415


@pytest.mark.parametrize("path", PATHS)
def test_a_body_without_end_is_told(front, path):
    assert sound(front.call(http_event("POST", path, headers=FORM, body="a" * 40_000))) == 413


@pytest.mark.parametrize(
    "text", ["a\r\nSet-Cookie: x=1", "a\nb", "\u2028", "\x85", "%0d%0aLocation: /", "\x1b[0m"]
)
def test_no_text_gets_into_a_header(front, ada, text):
    ada.adds("MUG")
    ada.adds("MUG", lang=text, currency=text)
    for page in (
        ada.reviews(name=text, delivery=text),
        ada.reviews(method=text),
        ada.get(f"/shop/cart?lang={quote(text)}&problem={quote(text)}"),
        ada.get(f"/shop/order/{quote(text)}"),
        ada.post(f"/shop/checkout/{quote(text)}", ADA),
    ):
        assert sound(page.answer) < 500
    for path in (f"/shop/checkout/{text}", f"/shop/order/{text}", f"/shop/return/{text}"):
        assert sound(front.call(http_event("GET", path))) < 500


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "x-forwarded-proto", "forwarded"])
def test_addresses_come_from_the_settings_alone(front, ada, header):
    ada.adds("MUG")
    page = ada.post(
        "/shop/checkout/card", {**ADA, "delivery": "parcel"}, **{header: "evil.example"}
    )
    ada.submit(page)
    assert "evil.example" not in page.answer["body"] + str(front.provider.urls)


@pytest.mark.parametrize("failure", [TableDown, Misconfigured])
def test_a_table_that_cannot_be_read_is_told_in_a_word(front, ada, monkeypatch, failure):
    def fail(_keys):
        raise failure

    ada.adds("MUG")
    front.wired._shops.clear()
    monkeypatch.setattr(front.wired.store, "read", fail)
    answer = front.call(ada._event("GET", "/shop/cart", "", {}))
    assert sound(answer) in {500, 503}
    assert answer["body"] == failure.code


def test_a_function_without_its_settings_is_told_in_a_word(front, monkeypatch, caplog):
    def fail():
        raise Misconfigured("no table")

    monkeypatch.setattr("pelicart.entry.wiring", fail)
    answer = front.call(http_event("GET", "/shop/cart"))
    assert (sound(answer), answer["body"]) == (500, "misconfigured")
    assert caplog.records[0].levelno == logging.ERROR
    assert '"why": "no table"' in caplog.text


def test_a_template_that_breaks_leaves_a_word_and_a_log(front, monkeypatch, caplog):
    def broken(*_):
        raise TypeError("secret")

    monkeypatch.setattr("pelicart.pages.Pages.render", broken)
    answer = front.call(http_event("GET", "/shop/cart"))
    assert (sound(answer), answer["body"]) == (500, "error")
    assert "secret" not in caplog.text


def test_nothing_personal_and_no_token_is_ever_logged(front, caplog):
    caplog.set_level(logging.DEBUG)
    ada = Browser(front)
    person = {"name": NAME, "email": EMAIL, "line1": "Canary Street"}
    ada.adds("MUG", **{"extra.Canary": CARD})
    ada.adds(CARD + "Canary!")
    ada.adds("MUG")
    ada.reviews(**person, note=CARD)
    review = ada.reviews(**person)
    token = dict(review.form().form_values())["quote"]
    ada.submit(review, city="Canary")
    front.provider.down = 1
    ada.submit(review)
    ada.submit(review)
    ada.returns()
    ada.get(f"/shop/order/{token}")
    ada.get("/shop/return/stripe?order=Canary&session_id=Canary")
    front.call(http_event("POST", "/shop/notice/stripe", body="Canary"))
    for path in PATHS:
        front.call(http_event("POST", path, headers=FORM, body="Canary=%FF"))
    front.moment += 86_400
    front.reconcile()
    log = "\n".join(record.getMessage() for record in caplog.records)
    told = {json.loads(record.getMessage())["event"] for record in caplog.records}
    assert told >= {"bad-request", "forged", "unknown-product"}
    for canary in (CARD, EMAIL, "Canary", "eyJ", token, ada.cart):
        assert canary not in log
