"""Every method of the demo through everything that can happen on the way, over plain HTTP."""

import pytest
from tests.e2e.running import within
from tests.e2e.steps import (
    AWAITING,
    BY_HAND,
    HOSTED,
    NOT_PAID,
    PAID,
    add,
    buy,
    number_of,
    onward,
    order,
    pay_and_leave,
    reference_of,
    to_review,
)

GONE = "Your order is cancelled"
FIRST_CHECK = 11 * 60


@pytest.fixture(params=HOSTED)
def method(request):
    return request.param


@pytest.fixture
def desk(demo, method):
    return demo.desk(HOSTED[method])


def paid_once(demo, desk, number):
    """The order as paid, after its provider's books were seen to say the same, once."""
    kept = demo.order(number)
    assert (kept.state, kept.captured, kept.module) == ("paid", kept.total, desk.name)
    assert [entry["state"] for entry in kept.history].count("paid") == 1
    assert [one["state"] for one in desk.books(kept.id)].count("paid") == 1
    return kept


def test_it_is_paid_and_the_cart_is_empty(demo, shopper, method, desk):
    done = shopper.wait(shopper.click(buy(demo, shopper, "TEST-PLAIN", method), "Pay"))
    assert done.heading == PAID
    paid_once(demo, desk, number_of(done))
    assert "Your cart is empty" in shopper.get("/shop/cart").text


def test_after_a_decline_the_same_order_is_paid(demo, shopper, method, desk):
    hosted = buy(demo, shopper, "TEST-PLAIN", method)
    page, number = shopper.click(hosted, "Decline card"), reference_of(hosted)
    assert demo.order(number).captured == 0
    if page.heading == NOT_PAID:
        page = onward(shopper, shopper.click(page, "Pay "))
    done = shopper.wait(shopper.click(page, "Pay"))
    assert (done.heading, number_of(done)) == (PAID, number)
    paid_once(demo, desk, number)


def test_who_turns_round_can_pay_the_same_order_after_all(demo, shopper, method, desk):
    back = shopper.click(buy(demo, shopper, "TEST-PLAIN", method), "Cancel")
    assert back.heading == NOT_PAID
    assert "Nothing was charged" in back.text
    hosted = onward(shopper, shopper.click(back, "Pay "))
    done = shopper.wait(shopper.click(hosted, "Pay"))
    assert (done.heading, number_of(done)) == (PAID, number_of(back))
    paid_once(demo, desk, number_of(done))


def test_who_turns_round_can_cancel(demo, shopper, method, desk):
    before = demo.stock("TEST-RARE")
    back = shopper.click(buy(demo, shopper, "TEST-RARE", method), "Cancel")
    shopper.click(back, "Cancel this order")
    if method == "monetico":  # its page can't be closed: it ends by itself
        demo.travel(2 * 3600)
    demo.reconcile()
    assert shopper.get(back.url).heading == GONE
    assert demo.stock("TEST-RARE") == before
    assert "paid" not in {one["state"] for one in desk.books(demo.order(number_of(back)).id)}


def test_the_back_button_and_a_second_press_lead_to_one_payment(demo, shopper, method, desk):
    review = to_review(shopper, add(demo, shopper, "TEST-PLAIN"), method)
    first, second = order(shopper, review), order(shopper, review)
    assert first.url == second.url
    done = shopper.wait(shopper.click(second, "Pay"))
    again = shopper.wait(order(shopper, review))
    assert (again.heading, number_of(again)) == (PAID, number_of(done))
    paid_once(demo, desk, number_of(done))


def test_a_notice_that_comes_before_the_browser_settles(demo, shopper, method, desk):
    hosted = buy(demo, shopper, "TEST-PLAIN", method)
    pay_and_leave(shopper, hosted, "once")
    number = reference_of(hosted)
    assert demo.comes_to(number, "paid")
    kept = paid_once(demo, desk, number)
    assert kept.history[-1]["by"] == f"notice:{desk.name}"


def test_a_notice_that_comes_late_changes_nothing_any_more(demo, shopper, method, desk):
    desk.pull("mode", late=0.4)
    hosted = buy(demo, shopper, "TEST-PLAIN", method)
    done = shopper.wait(shopper.click(hosted, "Pay", {"notices": "late"}))
    assert done.heading == PAID
    kept = paid_once(demo, desk, number_of(done))
    session = desk.books(kept.id)[-1]["session"]
    assert within(60, lambda: desk.answers(session))
    assert set(desk.answers(session)) == {200}
    assert paid_once(demo, desk, number_of(done)).history == kept.history


def test_with_neither_notice_nor_browser_reconcile_settles(demo, shopper, method, desk):
    hosted = buy(demo, shopper, "TEST-PLAIN", method)
    pay_and_leave(shopper, hosted, "never")
    number = reference_of(hosted)
    assert demo.order(number).state == "pending"
    demo.travel(FIRST_CHECK)
    demo.reconcile()
    assert paid_once(demo, desk, number).history[-1]["by"] == "reconcile"


def test_a_forged_notice_pays_nothing(demo, shopper, method, desk):
    hosted = buy(demo, shopper, "TEST-PLAIN", method)
    pay_and_leave(shopper, hosted, "forged")
    kept = demo.order(reference_of(hosted))
    session = desk.books(kept.id)[-1]["session"]
    assert within(60, lambda: desk.answers(session))
    assert demo.order(kept.number).state == "pending"
    demo.travel(FIRST_CHECK)
    demo.reconcile()
    paid_once(demo, desk, kept.number)


def test_what_the_merchant_gives_back_is_in_both_books(demo, shopper, method, desk):
    done = shopper.wait(shopper.click(buy(demo, shopper, "TEST-PLAIN", method), "Pay"))
    number = number_of(done)
    demo.told("refund", number, "--amount", "1.00")
    assert demo.order(number).state == "part_refunded"
    demo.told("refund", number)
    kept = demo.order(number)
    assert (kept.state, kept.refunded) == ("refunded", kept.total)
    (entry,) = [one for one in desk.books(kept.id) if one["state"] == "paid"]
    assert entry["refunded"] == entry["captured"]
    assert shopper.get(done.url).heading == "Your order was refunded"


@pytest.mark.parametrize("by_hand", BY_HAND)
def test_a_method_by_hand_waits_for_the_merchants_word(demo, shopper, by_hand):
    page = buy_by_hand(demo, shopper, by_hand)
    assert page.heading == AWAITING
    number = number_of(page)
    total = str(demo.order(number).money).partition(" ")[0]
    line = f"bank line of {number}"
    if by_hand == "ssl":
        demo.told("cards", "done", number, "--reference", line)
    else:
        demo.told("orders", "paid", number, "--amount", total, "--reference", line)
    assert shopper.get(page.url).heading == PAID
    refused = demo.command("refund", number)
    assert "by hand" in refused.stdout + refused.stderr


@pytest.mark.parametrize("by_hand", BY_HAND)
def test_a_second_press_of_a_method_by_hand_leads_to_the_same_order(demo, shopper, by_hand):
    review = review_by_hand(demo, shopper, by_hand)
    first, second = order(shopper, review), order(shopper, review)
    assert number_of(first) == number_of(second)
    shopper.click(first, "Cancel this order")
    demo.reconcile()  # a sealed card is deleted with its order, and not by its page
    assert shopper.get(first.url).heading == GONE


def buy_by_hand(demo, shopper, method):
    return order(shopper, review_by_hand(demo, shopper, method))


def review_by_hand(demo, shopper, method):
    delivery = "Pick up in Paris" if method == "cash" else ""
    return to_review(shopper, add(demo, shopper, "TEST-PLAIN"), method, delivery)
