"""The shop's address and pages, served on this machine."""

from dataclasses import replace
from email.utils import formatdate

import pytest
from tests.command.account import SHOP

from pelicart.web import headers
from pelicart_command.checkup import outside, pages, payments
from pelicart_infra.headers import security_headers

GUARDED = security_headers(https=False)
COOKIE = {"set-cookie": "cart=abc; Path=/shop; HttpOnly", "location": "/shop/cart"}


@pytest.fixture
def well(served, front, patient):
    """A shop in order."""
    product = patient.product()
    served.answers |= {
        ("GET", "/"): (200, GUARDED, "hello"),
        ("GET", product.url): (200, GUARDED, product.name),
        ("GET", "/shop/cart"): (200, headers((), https=False), f"a {product.sku}"),
        ("POST", "/shop/cart"): (303, COOKIE, ""),
        ("GET", "/.well-known/pelicart.json"): (200, {}, '{"build": "b1"}'),
        ("POST", "/shop/notice/stripe"): (400, {}, "forged"),
    }
    return served


def said(check, patient):
    return [one.line() for one in check(patient)]


def wrongs(check, patient):
    return [one.line() for one in check(patient) if one.level == "WRONG"]


def test_a_shop_in_order_is_told_so(well, patient):
    for check in (outside.name, outside.clocks, pages.pages, pages.cart, payments.notices):
        assert said(check, patient)
        assert not wrongs(check, patient)


def test_a_name_that_leads_nowhere_is_told(patient):
    patient = replace(patient, environment={"PELICART_ORIGIN": "https://nowhere.invalid"})
    assert "CdnAddress" in wrongs(outside.name, patient)[0]
    assert "us-east-1" in wrongs(outside.certificate, patient)[0]
    assert "nowhere" in wrongs(outside.redirect, patient)[0]


def test_a_demo_has_no_certificate_to_look_at(patient):
    assert said(outside.certificate, patient) == said(outside.redirect, patient) == []


def test_clocks_that_differ_are_told(well, patient):
    # http.server says its own Date first; a later one of the same name isn't read.
    assert not wrongs(outside.clocks, patient)
    real = outside.asked

    def skewed(url):
        answer = real(url)
        del answer.headers["date"]
        answer.headers["date"] = formatdate(0, usegmt=True)
        return answer

    outside.asked = skewed
    try:
        assert "seconds apart" in wrongs(outside.clocks, patient)[0]
    finally:
        outside.asked = real


@pytest.mark.parametrize("guard", ["Content-Security-Policy", "X-Content-Type-Options"])
def test_a_page_without_a_guard_is_told(well, patient, guard):
    less = {name: value for name, value in GUARDED.items() if name != guard}
    well.answers["GET", "/"] = (200, less, "hello")
    (line,) = wrongs(pages.pages, patient)
    assert guard.lower() in line


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("default-src 'self' 'unsafe-inline'; frame-ancestors 'none'", "'unsafe-inline'"),
        ("default-src 'self'", "no frame-ancestors"),
    ],
)
def test_a_loose_policy_is_told(well, patient, policy, told):
    well.answers["GET", "/"] = (200, {**GUARDED, "Content-Security-Policy": policy}, "hello")
    assert told in wrongs(pages.pages, patient)[0]


@pytest.mark.parametrize("status", [404, 500, 502])
def test_a_page_that_does_not_answer_is_told(well, patient, status):
    well.answers["GET", "/shop/cart"] = (status, {}, "")
    assert any(f"answered {status}" in line for line in wrongs(pages.pages, patient))


def test_the_cart_is_posted_as_a_browser_would(well, patient):
    list(pages.cart(patient))
    (post,) = [one for one in well.asked if one[0] == "POST"]
    assert post[2]["Origin"] == patient.origin
    assert "sku=BOOK" in post[3]
    assert "option." in post[3]
    assert well.asked[-1][2]["Cookie"] == "cart=abc"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((303, {"location": "/shop/cart"}, ""), "without a cookie"),
        ((400, {}, ""), "another site"),
        ((500, {}, ""), "log"),
    ],
)
def test_a_cart_that_takes_nothing_is_told(well, patient, answer, told):
    well.answers["POST", "/shop/cart"] = answer
    assert told in wrongs(pages.cart, patient)[0]


def test_a_cart_that_forgets_is_told(well, patient):
    well.answers["GET", "/shop/cart"] = (200, {}, "empty")
    assert "does the CDN pass on cookies" in wrongs(pages.cart, patient)[0]


def test_pages_of_another_build_than_the_tables_are_told(well, patient, front):
    front.publish(build="b1")
    assert not wrongs(pages.builds, patient)
    front.publish(build="b2")
    assert "pages are of b1, the table of b2" in wrongs(pages.builds, patient)[0]
    well.answers.pop(("GET", "/.well-known/pelicart.json"))
    assert "publish the site" in wrongs(pages.builds, patient)[0]


def test_an_api_that_answers_past_the_cdn_is_told(well, patient):
    stage = replace(SHOP, api=well.origin)
    patient = replace(patient, deployed=stage)
    assert "PELICART_ORIGIN_SECRET" in wrongs(pages.api, patient)[0]
    well.answers["GET", "/shop/cart"] = (400, {}, "past-cdn")
    assert not wrongs(pages.api, patient)


def test_a_notice_address_that_takes_forged_notices_is_told(well, patient):
    well.answers["POST", "/shop/notice/stripe"] = (200, {}, "received")
    assert "close the shop" in wrongs(payments.notices, patient)[0]


@pytest.mark.parametrize(
    ("stage", "live", "level"),
    [
        ("production", True, "ok"),
        ("production", False, "warning"),
        ("staging", False, "ok"),
        ("staging", True, "warning"),
    ],
)
def test_real_money_belongs_to_production_alone(patient, front, stage, live, level):
    front.provider = replace(front.provider, live=live)
    patient = replace(patient, deployed=replace(SHOP, stage=stage))
    (found,) = payments.modes(patient)
    assert found.level == level
