"""Events of every shape through every function: an answer below 500, and nothing of them logged."""

import json
import logging
import unicodedata
from importlib import import_module
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.events import EVENTS
from tests.hostile.mutating import bent
from tests.hostile.routes import PATHS, call, filled
from tests.hostile.target import TIMES
from tests.pelicart.shopfront import ADA, ORIGIN, http_event

from pelicart.request import FORM
from pelicart_infra.functions import FUNCTIONS

ROW = ("events through every function", "matrix, Hypothesis")
CANARIES = ("4242424242424242", "canary@customer.example", "CanaryPerson", "whsec_Canary")
EXAMPLES = 250
SHAPES = [
    ("no context", {"requestContext": None}, {400}),
    ("no headers", {"headers": None}, {200, 303, 400, 415}),
    ("a header that is a list", {"headers": {"content-type": [FORM]}}, {400, 415}),
    ("headers in capitals", {"headers": {"CONTENT-TYPE": FORM, "ORIGIN": ORIGIN}}, None),
    ("a header twice", {"headers": {"content-type": f"{FORM},{FORM}", "origin": ORIGIN}}, None),
    ("two origins", {"headers": {"content-type": FORM, "origin": f"{ORIGIN},{ORIGIN}"}}, {400}),
    ("other characters", {"headers": {"content-type": f"{FORM}; charset=utf-16"}}, None),
    ("base64 cut short", {"body": "c2t1PU1VRw", "isBase64Encoded": True}, {400}),
    ("base64 with spaces", {"body": "c2t1 PU1VRw==", "isBase64Encoded": True}, {400}),
    ("base64 of no text", {"body": "/////w==", "isBase64Encoded": True}, {400, 410}),
    ("a body that is a list", {"body": ["sku=MUG"]}, {400}),
    ("a body that is a number", {"body": 7}, {400}),
    ("half a character", {"body": "sku=\ud800"}, {400}),
    ("runs of NUL", {"body": "sku=" + "%00" * 5000}, {400, 410}),
    ("NUL as it is", {"body": "sku=" + "\x00" * 5000}, {400, 410}),
    ("a key twice", {"body": "sku=MUG&sku=LAMP"}, {400, 410}),
    ("a percent sign alone", {"body": "sku=%&q=%4&r=%zz"}, None),
    ("overlong UTF-8", {"body": "sku=%c0%af"}, {400, 410}),
    ("a surrogate in UTF-8", {"body": "sku=%ed%a0%80"}, {400, 410}),
    ("semicolons", {"body": "sku=MUG;quantity=1"}, None),
    ("10 MB", {"body": "sku=" + "A" * 10_000_000}, {413}),
    ("10 MB of base64", {"body": "QUFB" * 2_500_000, "isBase64Encoded": True}, {413}),
    ("10,000 fields", {"body": "&".join(f"a{n}=1" for n in range(5000))[:32_000]}, {400, 410}),
    ("a path of bytes", {"rawPath": "/shop/cart\udcff"}, None),
    ("cookies in a text", {"cookies": "cart=1"}, None),
    ("cookies of numbers", {"cookies": [1]}, {400}),
    ("a thousand cookies", {"cookies": [f"cart={n}" for n in range(1000)]}, None),
    ("a query of bytes", {"rawQueryString": "lang=\ud800&%ff=%fe"}, None),
    ("a query of 500 fields", {"rawQueryString": "&".join(f"a{n}=1" for n in range(500))}, {400}),
]


def honest(path, body="sku=MUG&quantity=1"):
    headers = {"content-type": FORM, "origin": ORIGIN, "x-signature": "x"}
    return http_event("POST", filled(path), headers=headers, body=body)


def sound(answer):
    """The status of an answer that keeps its promises."""
    headers = answer["headers"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert answer["statusCode"] < 500
    assert "Traceback" not in answer["body"]
    answer["body"].encode()
    return answer["statusCode"]


@pytest.mark.parametrize(("shape", "statuses"), [one[1:] for one in SHAPES],
                         ids=[one[0] for one in SHAPES])  # fmt: skip
def test_an_event_of_a_strange_shape_is_told_apart(front, shape, statuses, tried):
    for path in PATHS:
        answer = call(front, honest(path)) if "rawPath" in shape else None
        answer = answer or call(front, {**honest(path), **shape})
        tried(path)
        status = sound(answer)
        if statuses and "/notice/" not in path and "/return/" not in path:
            assert status in statuses | {410}, path
    assert not front.orders()


TYPED = {
    **ADA,
    "name": CANARIES[2],
    "email": CANARIES[1],
    "note": CANARIES[0],
    "quote": CANARIES[3],
    "order": CANARIES[2],
    "text.NAME": CANARIES[0],
    "card_number": CANARIES[0],
    "method": "card",
}


def canary_events():
    """Honest events but for words that no log may hold, in every place that takes any."""
    for path in PATHS:
        for sku in (CANARIES[0], "BOOK"):
            said = "&".join(f"{name}={quote(text)}" for name, text in {**TYPED, "sku": sku}.items())
            event = honest(path, said)
            yield json.dumps({**event, "rawQueryString": said}).encode()
        yield json.dumps({**event, "rawPath": filled(path, CANARIES[2])}).encode()
        cookies = [f"__Secure-cart={CANARIES[2]}", f"x={CANARIES[1]}"]
        yield json.dumps({**event, "cookies": cookies}).encode()
        secret = {"stripe-signature": CANARIES[3], "authorization": CANARIES[3]}
        yield json.dumps({**event, "headers": {**event["headers"], **secret}}).encode()
        context = {"http": {"method": CANARIES[2]}}
        yield json.dumps({**event, "requestContext": context}).encode()


@settings(max_examples=EXAMPLES * TIMES, suppress_health_check=list(HealthCheck))
@given(bent(list(canary_events())))
def test_no_bent_event_is_an_error_of_ours_or_gets_into_a_log(front, tried, caplog, data):
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    event = json.loads(data)
    for function in FUNCTIONS:
        if function.routes and isinstance(event, dict):
            tried(function.name)
            sound(_handled(front, function, event))
    logged = "\n".join(record.getMessage() for record in caplog.records).lower()
    assert not [canary for canary in CANARIES if canary.lower() in logged]
    assert all(isinstance(json.loads(record.getMessage()), dict) for record in caplog.records)


def _handled(front, function, event):
    return import_module(f"pelicart.endpoints.{function.name}").handler(event, None)


def test_every_seed_of_events_reaches_a_function(front):
    for target in EVENTS:
        for seed in target.seeds:
            if seed.startswith(b"{"):
                for function in FUNCTIONS:
                    if function.routes:
                        sound(_handled(front, function, json.loads(seed)))


TEXT = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from(
        "\u202e\u2066\u200b\u200d\u2028\u2029\u0085\u00ad\ufeff\u0301\U0001f600\U000e0041"
    )
)


@settings(max_examples=60 * TIMES, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(["name", "line1", "city", "note", "region", "phone"]), TEXT))
def test_whatever_people_write_is_kept_clean_or_told(front, ada, tried, fields):
    ada.cookies.clear()
    ada.adds("MUG")
    written = {**ADA, **fields, "method": "cheque"}
    page = ada.reviews(**written)
    tried(page.kind)
    assert sound(page.answer) in {200, 400, 422}
    if page.kind != "review":
        return
    assert sound(ada.submit(page).answer) == 200
    for text in front.orders()[-1].person.values():
        assert text == unicodedata.normalize("NFC", text)
        assert not {unicodedata.category(c) for c in text} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert not [c for c in text if unicodedata.category(c) == "Cf" and c not in "\u200c\u200d"]
