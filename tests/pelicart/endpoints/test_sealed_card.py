"""A purchase by a card that is typed here, sealed to the merchant, and charged by hand."""

import logging
from dataclasses import replace

import pytest
from tests.pelicart.cards import ADA, FIRST, FORM, KEY, OTHER, PRIVATE, VISA
from tests.pelicart.shopfront import LAMP, MUG, SHOP, Browser

from pelicart.acceptance import ACCEPTED
from pelicart.cardkey import named_key
from pelicart.catalogue import Variant
from pelicart.errors import TableDown
from pelicart.money import Money
from pelicart.order import SEALED
from pelicart.orders.marking import mark_paid
from pelicart.seal import point_of, seal, unseal
from pelicart.writes import Write

SSL = {"module": "sealed", "key": KEY.written, "accept": ACCEPTED, "days": 7}
DAY = 86400
TOTAL = Money(2500, "EUR")
CANARIES = {VISA, "4242 4242 4242 4242", "4242-4242", "2027-03", "03/27", "Grace Canary"}
GRACE = {**FORM, "card_holder": "Grace Canary"}


@pytest.fixture
def shopper(front):
    front.publish(methods={**SHOP["methods"], "ssl": SSL})
    browser = Browser(front)
    browser.adds("MUG", quantity="2")
    return browser


@pytest.fixture
def review(shopper):
    return shopper.reviews(method="ssl")


def card_of(front):
    return front.store.snapshot().get(f"CARD#{front.order.id}")


def codes(page):
    """What is wrong by field, as the page says it."""
    return {
        field.get("id").removeprefix("field-"): " ".join(
            page.tree.xpath(f"//*[@id='error-{field.get('id').removeprefix('field-')}']/text()")
        ).strip()
        for field in page.tree.xpath("//input[@aria-invalid='true']")
    }


def test_a_shopper_orders_by_card_without_javascript(front, shopper, review):
    page = shopper.submit(review, **FORM)
    order = front.order
    assert (page.state, order.state, order.module) == ("awaiting", "awaiting", SEALED)
    assert order.deadline == front.moment + 7 * DAY
    assert unseal(card_of(front)["sealed"], PRIVATE, order.id, TOTAL) == ADA
    assert shopper.cart == ""


def test_a_card_that_was_sealed_in_the_browser_is_kept_as_it_came(front, shopper, review):
    (fields,) = review.tree.xpath("//*[@id='shop-card']")
    order_id = fields.get("data-binding").split("|")[2]
    sealed = seal(ADA, KEY, order_id, TOTAL)
    page = shopper.submit(review, sealed=sealed, **dict.fromkeys(FORM, ""))
    assert page.state == "awaiting"
    assert card_of(front)["sealed"] == sealed
    assert front.order.id == order_id


def test_the_page_asks_for_no_security_code_and_says_what_to_seal_to(review):
    (fields,) = review.tree.xpath("//*[@id='shop-card']")
    names = fields.xpath(".//input/@name")
    assert names == ["card_number", "card_expiry", "card_holder", "sealed"]
    assert fields.xpath(".//input/@autocomplete") == ["cc-number", "cc-exp", "cc-name"]
    assert not review.tree.xpath("//*[contains(@autocomplete, 'csc')]")
    assert (fields.get("data-key"), fields.get("data-earliest")) == (KEY.written, FIRST)
    kid, order, total = fields.get("data-binding").split("|")[1:]
    assert (kid, len(order), total) == (KEY.kid, 26, "2500 EUR")
    (script,) = review.tree.xpath("//script")
    assert script.get("type") == "module"
    assert script.get("integrity").startswith("sha384-")
    assert script.get("src").startswith("/pelicart/seal.js?v=")


def test_other_methods_have_no_card_form(shopper):
    page = shopper.reviews(method="cheque")
    assert not page.tree.xpath("//*[@id='shop-card'] | //script")


def test_the_card_waits_in_the_second_table_with_a_deadline(front, shopper, review):
    shopper.submit(review, **FORM)
    item = card_of(front)
    assert item["key"].startswith("CARD#")
    assert set(item) == {"key", "sealed", "at", "ttl"}
    assert item["ttl"] == front.order.deadline + DAY


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"card_number": "4242424242424241"}, {"card_number": "no card number"}),
        ({"card_number": ""}, {"card_number": "fill this in"}),
        ({"card_expiry": "12/26"}, {"card_expiry": "has expired"}),
        ({"card_expiry": "soon"}, {"card_expiry": "Please check"}),
        ({"card_holder": " "}, {"card_holder": "fill this in"}),
        ({"card_holder": "x" * 61}, {"card_holder": "too long"}),
        ({"sealed": "x"}, dict.fromkeys(FORM, "once more")),
        ({"sealed": f"{KEY.kid}:{'A' * 450}"}, dict.fromkeys(FORM, "once more")),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_ordered(
    front, shopper, review, fields, wrong
):
    page = shopper.submit(review, **{**GRACE, **fields})
    assert (page.status, page.kind) == (422, "review")
    told = codes(page)
    assert set(told) == set(wrong)
    assert all(words in told[name] for name, words in wrong.items())
    assert "type your card once more" in page.text
    assert not front.orders()
    for name in FORM:
        assert page.tree.xpath(f"//input[@name='{name}']/@value") == []
    assert not [canary for canary in CANARIES if canary in page.answer["body"]]


def test_whoever_mends_it_orders(front, shopper, review):
    page = shopper.submit(review, **{**FORM, "card_number": "1"})
    assert shopper.submit(page, **FORM).state == "awaiting"
    assert card_of(front)


def test_nothing_of_a_card_is_in_the_log_the_table_or_a_page(front, shopper, review, caplog):
    caplog.set_level(logging.DEBUG)
    pages = [
        shopper.submit(review, **{**GRACE, "card_number": VISA[:-1] + "1"}),
        shopper.submit(review, **{**GRACE, "card_holder": "Grace Canary" * 9}),
        shopper.submit(review, **GRACE, name="altered"),
        shopper.post("/shop/checkout", {**GRACE, "name": ""}),
        shopper.post("/shop/checkout/ssl", GRACE),
        shopper.post("/shop/checkout/ssl", {**GRACE, "quote": "forged"}),
        shopper.submit(review, **GRACE),
    ]
    pages += [shopper.get(pages[-1].url), shopper.submit(review)]
    seen = [page.answer["body"] for page in pages]
    seen += [str(page.headers) + str(page.answer["cookies"]) for page in pages]
    seen += [caplog.text, str(front.store.snapshot()), repr(front.order), repr(front.wired)]
    assert len(front.orders()) == 1
    assert [canary for canary in CANARIES for text in seen if canary in text] == []


def test_nothing_of_a_card_is_in_the_log_of_a_crash(front, shopper, review, caplog, monkeypatch):
    def crash(*parts):
        raise RuntimeError(parts)

    monkeypatch.setattr("pelicart.checkout.sealing.seal", crash)
    page = shopper.submit(review, **GRACE)
    assert (page.status, "crash" in caplog.text) == (500, True)
    assert not [canary for canary in CANARIES if canary in caplog.text + page.answer["body"]]


def test_order_and_card_are_written_together_or_not_at_all(front, shopper, review):
    def fail():
        raise TableDown

    front.breaking = fail
    before = front.store.snapshot()
    assert shopper.submit(review, **FORM).status == 503
    assert front.store.snapshot() == before
    front.breaking = lambda: None
    assert shopper.submit(review, **FORM).state == "awaiting"
    assert card_of(front)


def test_sold_out_keeps_no_card(front, shopper):
    front.publish((replace(LAMP, name="Lantern"), MUG), methods={"ssl": SSL})
    shopper.adds("LAMP")
    review = shopper.reviews(method="ssl")
    front.restock("LAMP", 0)
    assert shopper.submit(review, **FORM).kind == "error"
    assert not [key for key in front.store.snapshot() if key.startswith("CARD#")]


def test_a_double_click_keeps_the_first_card(front, shopper, review):
    shopper.submit(review, **FORM)
    first = card_of(front)
    again = shopper.submit(review, **{**FORM, "card_number": "378282246310005"})
    assert (again.state, len(front.orders())) == ("awaiting", 1)
    assert card_of(front) == first


def test_whoever_comes_back_to_the_form_is_led_to_the_order(front, shopper, review):
    cookies = dict(shopper.cookies)
    shopper.submit(review, **FORM)
    shopper.cookies = cookies  # the order's page never arrived, so the cart is as it was
    assert shopper.reviews(method="ssl").state == "awaiting"
    for fields in ({}, FORM, {"sealed": "x"}):
        assert shopper.submit(review, **fields).state == "awaiting"
    assert len(front.orders()) == 1


def test_a_paid_or_given_up_order_never_gets_a_card_again(front, shopper, review):
    shopper.submit(review, **FORM)
    mark_paid(front.store, front.order.id, TOTAL, "slip 1", now=front.moment, by="merchant")
    shopper.submit(review, **FORM)
    assert (front.order.state, card_of(front)) == ("paid", None)


def test_a_card_is_deleted_by_the_very_write_that_marks_its_order_paid(front, shopper, review):
    shopper.submit(review, **FORM)
    assert card_of(front)
    mark_paid(front.store, front.order.id, TOTAL, "slip 1", now=front.moment, by="merchant")
    assert card_of(front) is None


def test_an_order_that_runs_out_loses_its_card_and_gives_its_goods_back(front, shopper, review):
    shopper.submit(review, **FORM)
    front.moment += 7 * DAY - 1
    front.reconcile()
    assert card_of(front)
    front.moment += 1
    assert front.reconcile() == {"expired": 1}
    assert card_of(front) is None


def test_an_order_that_is_cancelled_loses_its_card_when_reconcile_comes_by(front, shopper, review):
    page = shopper.submit(review, **FORM)
    page = shopper.submit(page, "cancel")
    assert "your card is deleted here within a few minutes" in page.text
    assert (front.order.state, front.order.wanted) == ("awaiting", "cancelled")
    assert front.reconcile() == {"cancelled": 1}
    assert card_of(front) is None
    assert shopper.get(page.url).state == "cancelled"


def test_another_order_of_the_same_cart_takes_the_place_of_the_first_and_its_card(front, shopper):
    review = shopper.reviews(method="ssl")
    cookies = dict(shopper.cookies)
    shopper.submit(review, **FORM)
    first = front.order.id
    shopper.cookies = cookies
    shopper.submit(shopper.reviews(method="ssl", city="Lyon"), **FORM)
    cards = [key for key in front.store.snapshot() if key.startswith("CARD#")]
    (standing,) = [order for order in front.orders() if order.state == "awaiting"]
    assert cards == [f"CARD#{standing.id}"]
    assert standing.id != first


def test_a_card_sealed_to_a_key_that_was_exchanged_is_asked_for_again(front, shopper, review):
    (fields,) = review.tree.xpath("//*[@id='shop-card']")
    sealed = seal(ADA, KEY, fields.get("data-binding").split("|")[2], TOTAL)
    other = named_key("2027-02", point_of(OTHER))
    front.moment += 61
    front.publish(methods={"ssl": {**SSL, "key": other.written}})
    page = shopper.submit(review, sealed=sealed)
    assert (page.status, set(codes(page))) == (422, set(FORM))
    shopper.submit(page, **FORM)
    assert card_of(front)["sealed"].startswith(f"{other.kid}:")


def test_a_quote_that_is_too_old_asks_for_the_card_again(front, shopper, review):
    front.moment += 30 * 60 + 61
    page = shopper.submit(review, **GRACE)
    assert (page.status, page.kind) == (410, "review")
    assert not front.orders()
    assert not [canary for canary in CANARIES if canary in page.answer["body"]]


def test_nothing_to_pay_needs_no_card(front, shopper):
    shopper.cookies.clear()
    shopper.adds("LEAFLET")
    review = shopper.reviews(method="ssl")
    assert not review.tree.xpath("//*[@id='shop-card']")
    assert shopper.submit(review).state == "paid"
    assert not [key for key in front.store.snapshot() if key.startswith("CARD#")]


def test_a_price_that_changed_is_shown_before_a_card_is_sealed_for_it(front, shopper, review):
    front.moment += 61
    changed = replace(MUG, variants=(Variant("MUG", {"EUR": 1200}),))
    front.publish((changed,), methods={"ssl": SSL})
    page = shopper.submit(review, **FORM)
    assert (page.kind, front.orders()) == ("cart", [])
    assert "12.00" in page.text
    assert not [key for key in front.store.snapshot() if key.startswith("CARD#")]


def test_a_merchants_write_cannot_bring_a_card_back(front, shopper, review):
    shopper.submit(review, **FORM)
    front.store.write(Write(f"ORDER#{front.order.id}", set={"state": "expired"}))
    assert shopper.submit(review, **FORM).state == "expired"
