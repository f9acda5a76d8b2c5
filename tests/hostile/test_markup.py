"""What a shopper types is text on every page that shows it: no element, attribute or address."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from tests.hostile.target import TIMES
from tests.pelicart.shopfront import ADA, ORIGIN, Browser, http_event

from pelicart.address import LIMITS

ROW = ("markup in every field", "corpus, Hypothesis")
PAYLOADS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>", '" onfocus=alert(1) autofocus x="', "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>", "</textarea><b>x", "</option></select><b>x", "<!--", "-->",
    "<![CDATA[x]]>", "<?php x ?>", "&lt;b&gt;", "&#60;b&#62;", "&amp;amp;", "javascript:alert(1)",
    "{{ 7*7 }}", "{% for x in y %}", "${7*7}", "{{ view.__class__ }}", "%(name)s %s %(num)d", "{0}",
    "<a href=//evil.example>x</a>", "<base href=//evil.example>", "<meta http-equiv=refresh>",
    "<iframe srcdoc='<b>'>", "<form action=//evil.example>", "\\u003cb\\u003e", "＜b＞",
    "<math><mi xlink:href='x'>", "data:text/html,<b>", "`onclick=alert(1)", "]]>", "*evil*", "\\",
]  # fmt: skip
TYPED = ("name", "line1", "line2", "city", "region", "phone", "note", "postcode")
PLAIN = "x"


def skeleton(page):
    """Elements and their attributes' names: what typed text must not change."""
    tree = html.document_fromstring(page.answer["body"])
    return [(str(one.tag), *sorted(one.attrib)) for one in tree.iter()]


def links(page):
    tree = html.document_fromstring(page.answer["body"])
    return {tree_attribute for _, _, tree_attribute, _ in tree.iterlinks()}


def person(text):
    return {**ADA, **{name: f"x{text}"[: LIMITS[name]] for name in TYPED}}


def walk(front, text):
    """Every page of a purchase on which this text stands, in fields and in an engraving."""
    front.store._items = {k: v for k, v in front.store._items.items() if "ORDER#" not in k}
    browser = Browser(front)
    choice = {"option.Colour": "Grey", "option.Size": "A6", "extra.NAME": "1"}
    engraved = browser.adds("BOOK", **choice, **{"text.NAME": f"x{text}"[:20]})
    if engraved.status != 200:
        yield "engraving refused", engraved
        browser.adds("BOOK", **choice, **{"text.NAME": PLAIN})
    yield "cart", browser.get("/shop/cart")
    typed = person(text)
    yield "checkout", browser.reviews(**{**typed, "email": "nobody"})
    yield "review", (review := browser.reviews(**typed, method="cheque"))
    if review.kind != "review":
        return
    yield "review again", browser.submit(review, city="elsewhere")
    yield "order", browser.submit(review)


@pytest.fixture
def plain(front):
    return {name: skeleton(page) for name, page in walk(front, PLAIN)}


def text_only(front, text, plain, tried):
    for name, page in walk(front, text):
        tried(name)
        assert page.status in {200, 409, 410, 422}
        if name in plain and page.kind in {"cart", "checkout", "review", "order-page"}:
            assert skeleton(page) == plain[name], (name, text)
        assert not [link for link in links(page) if "evil" in link or "script:" in link]


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_in_every_field_is_text(front, plain, tried, text):
    text_only(front, text, plain, tried)


@settings(max_examples=25 * TIMES, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("<>\"'&=/!-{}%$`\\ aonbsvgx\u2028\u202e\u0085;:#()"), min_size=1))
def test_anything_made_of_what_markup_is_made_of_is_text(front, plain, tried, text):
    text_only(front, text, plain, tried)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_in_an_address_is_nowhere_on_the_page(front, tried, text):
    ways = ("/shop/cart", "/shop/checkout", "/shop/checkout/card", "/shop/order/a.b.c", "/shop/x")
    for path in ways:
        event = http_event(
            "GET", path, query=f"lang={text}&problem={text}&outcome={text}&back={text}"
        )
        clean = http_event("GET", path, query="lang=x&problem=x&outcome=x&back=x")
        front.wired._shops.clear()
        tried(path)
        answers = [front.call(one) for one in (event, clean)]
        assert answers[0]["body"] == answers[1]["body"]
        assert answers[0]["headers"] == answers[1]["headers"]


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_on_its_way_to_a_provider_stays_in_its_field(front, tried, text):
    front.provider.forms = True
    browser = Browser(front)
    browser.adds("MUG")
    page = browser.orders(**person(text), method="card")
    if page.kind != "handoff":
        assert page.status == 422
        return
    tried("handoff")
    form = page.tree.forms[-1]
    assert dict(form.form_values()) == {"session": front.provider.open[0]}
    assert form.get("action").startswith("https://pay.example/")
    assert ORIGIN not in form.get("action")
