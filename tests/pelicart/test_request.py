import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.shopfront import http_event

from pelicart.errors import BadRequest, CrossSite, TooLarge, WrongMethod, WrongType
from pelicart.request import FORM, LARGEST_BODY, MOST_FIELDS, request_from

ORIGIN = "https://shop.example"
TYPE = {"content-type": FORM}


def read(method="POST", path="/shop/cart", **parts):
    return request_from({**http_event(method, path), **parts})


def form(body, headers=TYPE):
    return read(body=body, headers=headers).form(ORIGIN)


def test_header_names_are_in_lower_case():
    assert read(headers={"X-Thing": "Yes"}).headers == {"x-thing": "Yes"}


def test_the_query_keeps_blank_values():
    assert read(rawQueryString="a=1&back=&b=%C3%A9+x").query == {"a": "1", "back": "", "b": "é x"}


@pytest.mark.parametrize(
    "parts",
    [
        {"cookies": ["a=1", "b=2=3", "a=9"]},
        {"headers": {"Cookie": "a=1; b=2=3; a=9"}, "cookies": None},
        {"headers": {"cookie": "a=1;b=2=3 ;a=9"}, "cookies": []},
    ],
)
def test_cookies_may_stand_in_either_place_and_the_first_counts(parts):
    assert read(**parts).cookies == {"a": "1", "b": "2=3"}


def test_the_body_is_kept_to_the_byte():
    raw = bytes(range(256))
    assert read(body=base64.b64encode(raw).decode(), isBase64Encoded=True).body == raw
    assert read(body="é").body == "é".encode()


def test_a_form_is_read():
    assert form("a=1&b=x+y%26&c=") == {"a": "1", "b": "x y&", "c": ""}
    assert form("") == {}


@pytest.mark.parametrize(
    "body",
    [
        "a",
        "a=1&&b=2",
        "a=1&a=2",
        "a=%FF",
        "a=%ED%A0%80",
        "a=%00",
        "a%0Bb=1",
        "é=1",
        "&".join(f"f{n}=1" for n in range(MOST_FIELDS + 1)),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(body):
    with pytest.raises(BadRequest):
        form(body)


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data", "application/json"])
def test_another_content_type_is_refused(kind):
    with pytest.raises(WrongType):
        form("a=1", {"content-type": kind})


def test_a_content_type_may_name_its_characters():
    assert form("a=1", {"content-type": f"{FORM.upper()}; charset=UTF-8"}) == {"a": "1"}


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"origin": ORIGIN}, True),
        ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "https://shop.example.evil.example"}, False),
        ({"origin": "http://shop.example"}, False),
        ({"origin": "https://shop.example:444"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": ORIGIN, "sec-fetch-site": "cross-site"}, False),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_a_form_comes_from_a_page_of_the_shop(headers, ours):
    if ours:
        assert form("a=1", {**TYPE, **headers}) == {"a": "1"}
    else:
        with pytest.raises(CrossSite):
            form("a=1", {**TYPE, **headers})


@pytest.mark.parametrize(
    "parts",
    [
        {"body": "x" * (LARGEST_BODY + 1)},
        {"body": "é" * (LARGEST_BODY // 2 + 1)},
        {"body": base64.b64encode(b"x" * (LARGEST_BODY + 1)).decode(), "isBase64Encoded": True},
        {"body": "x" * 10_000_000, "isBase64Encoded": True},
    ],
)
def test_a_body_over_the_limit_is_not_even_decoded(parts):
    with pytest.raises(TooLarge):
        read(**parts)


def test_a_body_at_the_limit_is_read():
    full = b"x" * LARGEST_BODY
    assert read(body=full.decode()).body == full
    assert read(body=base64.b64encode(full).decode(), isBase64Encoded=True).body == full


@pytest.mark.parametrize("body", ["a", "====", "é", "YQ==\n", "YQ", "Y Q=="])
def test_bad_base64_is_refused(body):
    with pytest.raises(BadRequest):
        read(body=body, isBase64Encoded=True)


def test_a_method_that_is_not_allowed_names_those_that_are():
    with pytest.raises(WrongMethod) as raised:
        read("PATCH").allow("GET", "POST")
    assert raised.value.allowed == ("GET", "POST")


def test_the_body_does_not_show_in_a_log():
    assert "secret" not in repr(read(body="secret"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
EVENTS = VALUES | st.fixed_dictionaries(
    {},
    optional={
        "rawPath": VALUES,
        "rawQueryString": VALUES,
        "headers": VALUES
        | st.dictionaries(st.sampled_from(["Cookie", "cookie", "Origin"]), VALUES),
        "cookies": VALUES | st.lists(st.text()),
        "requestContext": VALUES
        | st.fixed_dictionaries({"http": st.fixed_dictionaries({"method": VALUES})}),
        "body": VALUES | st.binary().map(lambda raw: base64.b64encode(raw).decode()),
        "isBase64Encoded": VALUES,
        "pathParameters": VALUES,
    },
)


@given(EVENTS)
def test_whatever_comes_is_a_request_or_a_bad_one(event):
    try:
        request = request_from(event)
    except BadRequest:
        return
    assert isinstance(request.body, bytes)
    assert all(type(text) is str for pair in request.query.items() for text in pair)
