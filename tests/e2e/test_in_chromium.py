"""Each method bought with once in a real browser, with JavaScript and without by turns."""

import pytest
from tests.e2e.chromium import BINARY, chromium, window
from tests.e2e.steps import AWAITING, BY_HAND, CARD, HOSTED, PAID

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
