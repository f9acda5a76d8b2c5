"""Nobody outside says where a browser is sent, or what the shop's own address is."""

import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.routes import PATHS, call, filled, posted, steps
from tests.hostile.target import TIMES
from tests.pelicart.shopfront import ORIGIN, http_event

from pelicart.request import FORM

ROW = ("addresses and hosts", "corpus, Hypothesis")
NAMES = ("next", "return_url", "redirect", "url", "back", "to", "continue", "lang", "problem",
         "outcome", "session_id", "order", "method", "action")  # fmt: skip
URLS = [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
    "///evil.example", "https:evil.example", "/%2fevil.example", "/%00//evil.example",
    "https://shop.example@evil.example", "https://shop.example.evil.example", "javascript:alert(1)",
    "data:text/html,x", "/.evil.example", "%0d%0aLocation:%20https://evil.example",
    "https://evil.example/%2e%2e", "http://[::1]/evil", "/shop/..//evil.example",
    "?https://evil.example", "#https://evil.example", "ftp://evil.example",
]  # fmt: skip
PARTS = ["/", "\\", "//", "evil.example", "@", ":", "%2f", "%00", "%0d%0a", "..", "?"]
ALLOWED = re.compile(r"/shop/[A-Za-z0-9._?=&/-]*|https://pay\.example/[\w-]+", re.ASCII)
FORWARDED = {
    "host": "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "gopher",
    "x-forwarded-port": "666",
    "x-original-url": "/evil",
    "x-rewrite-url": "/evil",
    "x-forwarded-prefix": "/evil",
    "forwarded": "host=evil.example;proto=gopher",
    "referer": "https://evil.example/",
}


def stays_here(answer):
    headers = answer["headers"]
    assert ALLOWED.fullmatch(headers.get("location", "/shop/")), headers["location"]
    assert not headers.get("location", "").startswith("/shop//")
    assert answer["statusCode"] < 500
    for text in (*headers.values(), *answer["cookies"]):
        assert text.isascii()
        assert text.isprintable()
        assert "evil" not in text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_field_says_where_to_go(front, path, method, tried):
    for url in URLS:
        said = "&".join(f"{name}={quote(url, safe='')}" for name in NAMES)
        headers = {"content-type": FORM, "origin": ORIGIN}
        event = http_event(method, filled(path), query=said, headers=headers, body=said)
        tried(url)
        stays_here(call(front, event))


@settings(max_examples=60 * TIMES, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(PATHS),
    st.lists(st.sampled_from(PARTS), max_size=8).map("".join),
)
def test_no_path_leads_away(front, tried, path, text):
    for one in (filled(path, text), f"{filled(path)}/{text}", f"/shop/{text}", f"/shop//{text}"):
        tried(one)
        stays_here(call(front, http_event("GET", one, query=text)))


@pytest.mark.parametrize("form", ["add", "change", "review", "order", "pay", "cancel"])
def test_no_header_says_who_the_shop_is(front, form, tried):
    step = steps(front)[form]
    answer = call(front, posted(step, {**FORWARDED, "origin": ORIGIN}))
    tried(form)
    stays_here(answer)
    assert answer["statusCode"] in {200, 303, 307}
    assert "evil" not in answer["body"]
    told = str(front.provider.urls)
    assert "evil" not in told
    assert "gopher" not in told


@pytest.mark.parametrize("url", URLS)
def test_the_way_back_from_a_provider_leads_to_the_orders_page_alone(front, url, tried):
    steps(front)
    token = front.wired.keys.sign("return", front.orders()[0].id, front.moment)
    query = f"order={token}&back={quote(url, safe='')}&next={quote(url, safe='')}"
    answer = call(front, http_event("GET", "/shop/return/stripe", query=query, headers=FORWARDED))
    tried(url)
    stays_here(answer)
    assert answer["headers"]["location"].startswith("/shop/order/")


def test_what_is_looked_for_is_found():
    for location in ("https://evil.example", "//evil.example", "/shop//evil", "/evil", "/shop/é"):
        answer = {"headers": {"location": location}, "statusCode": 303, "cookies": []}
        with pytest.raises(AssertionError):
            stays_here(answer)
