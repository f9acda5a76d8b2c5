"""Notices, links and quotes that the shop, or its provider, didn't make."""

import pytest
from tests.e2e.notices import completed, signed
from tests.e2e.steps import add, buy, number_of, reference_of, to_review

from pelicart.tokens import Keyring
from pelicart.wiring import Wiring


def everything(demo):
    """The orders and counters of the table, to hold before against after."""
    return [(order.id, order.state) for order in demo.orders()], demo.stock("TEST-PLAIN")


def tell(demo, shopper, body, signature, provider="stripe"):
    """Posts a notice as a provider does."""
    headers = {"content-type": "application/json", "stripe-signature": signature}
    url = f"{demo.origin}/shop/notice/{provider}"
    return shopper.client.post(url, content=body, headers=headers)


def test_a_notice_without_a_good_signature_is_refused(demo, shopper):
    number = reference_of(buy(demo, shopper, "TEST-PLAIN"))
    (session,) = demo.sessions(number)
    body = completed(session)
    tried = {
        "none": "",
        "empty": "t=,v1=",
        "other secret": signed(demo, body, secret="whsec_other"),
        "other bytes": signed(demo, body + b" "),
        "old": signed(demo, body, at=demo.now() - 3600),
        "from the future": signed(demo, body, at=demo.now() + 3600),
    }
    answers = {name: tell(demo, shopper, body, signature) for name, signature in tried.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        tried, 400
    )
    assert demo.order(number).state == "pending"


def test_a_well_signed_notice_that_lies_is_not_believed(demo, shopper):
    number = reference_of(buy(demo, shopper, "TEST-PLAIN"))
    (session,) = demo.sessions(number)
    body = completed(session)
    answer = tell(demo, shopper, body, signed(demo, body))
    assert answer.status_code == 200
    assert demo.order(number).state == "pending"


@pytest.mark.parametrize("provider", ["nothing", "manual", "Stripe"])
def test_notices_of_unknown_providers_are_refused(demo, shopper, provider):
    answer = tell(demo, shopper, b"{}", "", provider)
    assert 400 <= answer.status_code < 500
    assert len(answer.text) < 200


@pytest.fixture
def keys(demo):
    """The demo's own keyring: what only the shop should have."""
    return Wiring(demo.store, demo.now, demo.note["environment"]).keys


def test_an_orders_link_opens_only_as_it_was_given(demo, shopper, other, keys):
    page = buy(demo, shopper, "TEST-PLAIN", "cheque")
    token, order = page.url.rpartition("/")[2], demo.order(number_of(page))
    now = demo.now()
    stranger = Keyring({"demo": b"k" * 32})
    tried = {
        "altered": token[:-3] + ("abc" if not token.endswith("abc") else "xyz"),
        "two spellings": token + "=",
        "cut": token[: len(token) // 2],
        "foreign": stranger.sign("order", order.id, now),
        "stale": keys.sign("order", order.id, now - 200 * 86400),
        "another purpose": keys.sign("return", order.id, now),
        "the id itself": order.id,
        "the number": order.number,
        "none": "-",
    }
    pages = {name: other.get(f"/shop/order/{token}") for name, token in tried.items()}
    assert {page.status for page in pages.values()} == {400}
    assert not any(
        "Ada Example" in page.text or order.number in page.text for page in pages.values()
    )
    assert other.get(page.url).status == 200  # the link itself is what opens it


def test_a_review_page_kept_too_long_is_priced_again(demo, shopper):
    before = everything(demo)
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    demo.travel(32 * 60)
    page = shopper.press(review.form("Order and pay"))
    assert (page.status, page.heading) == (410, "Review and order")
    assert "worked the price out again" in page.text
    assert everything(demo) == before
    assert shopper.click(page, "Order and pay").url.startswith("http://localhost:")


def test_what_was_not_quoted_cannot_be_ordered(demo, shopper, other):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"))
    form = review.form("Order and pay")
    before = everything(demo)
    fields = dict(form.data)
    cheap = dict(to_review(other, add(demo, other, "TEST-DEARER")).form("Order and pay").data)
    assert cheap["lines"] != fields["lines"]
    for change in (
        {"lines": cheap["lines"]},
        {"name": "Eve"},
        {"postcode": "97110"},
        {"quote": "x"},
    ):
        answer = shopper.client.post(
            form.action, data=fields | change, headers={"origin": demo.origin}
        )
        assert answer.status_code in {400, 409, 422}, change
    assert everything(demo) == before


def test_another_shoppers_quote_cannot_be_ordered_twice_over(demo, shopper, other):
    theirs = to_review(shopper, add(demo, shopper, "TEST-PLAIN")).form("Order and pay")
    mine = to_review(other, add(demo, other, "TEST-RARE")).form("Order and pay")
    mixed = {**dict(mine.data), "quote": dict(theirs.data)["quote"]}
    before = everything(demo)
    answer = other.client.post(mine.action, data=mixed, headers={"origin": demo.origin})
    assert answer.status_code == 409
    assert everything(demo) == before
