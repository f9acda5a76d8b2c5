"""Each method bought with once in a real browser, with JavaScript and without by turns."""

from dataclasses import replace

import pytest
from tests.e2e.chromium import BINARY, chromium, window
from tests.e2e.steps import AWAITING, BY_HAND, CARD, HOSTED, NOT_PAID, PAID

pytestmark = pytest.mark.skipif(not BINARY, reason="needs Debian's chromium")

ALWAYS = ("card", "monetico", "ssl")
"""A redirect, a form that is posted on, and a card that is sealed; the others are alike."""
WALKS = [
    pytest.param(method, number % 2 == 0, marks=() if method in ALWAYS else pytest.mark.slow)
    for number, method in enumerate((*HOSTED, *BY_HAND))
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


@pytest.mark.parametrize(("method", "javascript"), WALKS)
def test_it_is_bought(demo, browser, method, javascript):
    delivery = "Pick up in Paris" if method == "cash" else ""
    with window(browser, demo.origin, javascript=javascript) as shopper:
        shopper.to_review(demo.url("TEST-PLAIN"), method, delivery)
        if method == "ssl":
            shopper.type(CARD)
        shopper.order()
        if method == "monetico" and not javascript:
            shopper.press("Go to the payment page")
        if method in HOSTED:
            shopper.press("Pay")
        shopper.arrives(PAID if method in HOSTED else AWAITING)


def test_a_declined_card_and_turning_back_leave_an_order_that_can_be_paid(demo, browser):
    with window(browser, demo.origin, javascript=True) as shopper:
        shopper.to_review(demo.url("TEST-PLAIN"), "card")
        shopper.order()
        shopper.press("Decline card")
        shopper.page.get_by_role("alert").get_by_text("declined").wait_for()
        shopper.press("Cancel")
        shopper.arrives(NOT_PAID)
        shopper.page.get_by_role("button", name="Pay ").click()
        shopper.press("Pay")
        shopper.arrives(PAID)


def test_the_back_button_leads_from_the_payment_to_the_checkout_and_on_to_one_order(demo, browser):
    before = len(list(demo.orders()))
    with window(browser, demo.origin, javascript=True) as shopper:
        shopper.to_review(demo.url("TEST-PLAIN"), "card")
        shopper.order()
        shopper.page.get_by_role("button", name="Decline card").wait_for()
        shopper.page.go_back()
        shopper.arrives("Checkout")
        shopper.to_review_again("card")
        shopper.order()
        shopper.press("Pay")
        shopper.arrives(PAID)
    assert len(list(demo.orders())) == before + 1


def test_a_double_click_orders_once(demo, browser):
    before = len(list(demo.orders()))
    with window(browser, demo.origin, javascript=True) as shopper:
        shopper.to_review(demo.url("TEST-PLAIN"), "cheque")
        shopper.page.locator("form.shop-order .shop-actions button").dblclick()
        shopper.arrives(AWAITING)
    assert len(list(demo.orders())) == before + 1


def test_two_tabs_order_once_what_is_in_their_cart(demo, browser):
    before = len(list(demo.orders()))
    with window(browser, demo.origin, javascript=True) as shopper:
        shopper.to_review(demo.url("TEST-PLAIN"), "cheque")
        other = replace(shopper, page=shopper.page.context.new_page())
        other.open("/shop/checkout")
        other.to_review_again("cheque")
        shopper.order()
        shopper.arrives(AWAITING)
        other.order()
        other.page.locator("h1").get_by_text("Review and order").wait_for(state="detached")
    assert len(list(demo.orders())) == before + 1
