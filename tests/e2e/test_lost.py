"""Messages that are lost, late, doubled or forged; browsers that never come back."""

from tests.e2e.running import within
from tests.e2e.steps import NOT_PAID, PAID, buy, number_of, pay_and_leave, reference_of

HOLD = 35 * 60


def paid_and_gone(demo, shopper, notices):
    """Pays, but the browser dies before it comes back to the shop."""
    hosted = buy(demo, shopper, "TEST-PLAIN")
    pay_and_leave(shopper, hosted, notices)
    return reference_of(hosted)


def answers_to(demo, number, count):
    """The shop's answers to the provider's notices of an order, once there are so many."""
    (session,) = demo.sessions(number)
    answers = []

    def all_there():
        deliveries = demo.ask_provider("deliveries")
        answers[:] = [one["status"] for one in deliveries if one["session"] == session["id"]]
        return len(answers) >= count

    assert within(60, all_there)
    return answers


def test_a_browser_that_never_returns_has_paid_all_the_same(demo, shopper):
    number = paid_and_gone(demo, shopper, "once")
    assert demo.comes_to(number, "paid")
    assert [entry["by"] for entry in demo.order(number).history][-1] == "notice:stripe"


def test_without_any_notice_the_way_back_alone_settles(demo, shopper):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    done = shopper.click(hosted, "Pay", {"notices": "never"})
    assert done.heading == PAID
    assert [entry["by"] for entry in demo.order(number_of(done)).history][-1] == "return"


def test_with_neither_notice_nor_browser_reconcile_settles(demo, shopper):
    number = paid_and_gone(demo, shopper, "never")
    assert demo.order(number).state == "pending"
    demo.travel(11 * 60)
    assert "1 paid" in demo.told("reconcile")
    assert demo.order(number).state == "paid"
    assert demo.told("reconcile") == "Nothing was due.\n"


def test_a_notice_that_comes_twice_counts_once(demo, shopper):
    number = paid_and_gone(demo, shopper, "twice")
    assert demo.comes_to(number, "paid")
    assert answers_to(demo, number, 2) == [200, 200]
    assert [entry["state"] for entry in demo.order(number).history].count("paid") == 1


def test_a_forged_notice_is_refused_and_pays_nothing(demo, shopper):
    number = paid_and_gone(demo, shopper, "forged")
    assert answers_to(demo, number, 1)[0] == 400
    assert demo.order(number).state == "pending"
    demo.travel(11 * 60)
    demo.reconcile()
    assert demo.order(number).state == "paid"


def test_saying_that_it_is_paid_does_not_pay(demo, shopper):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    (session,) = demo.sessions(reference_of(hosted))
    way_back = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    page = shopper.get(way_back)
    assert page.heading in {NOT_PAID, "We are confirming your payment"}
    assert demo.order(number_of(page)).state == "pending"


def test_an_order_nobody_pays_runs_out_and_gives_its_goods_back(demo, shopper):
    before = demo.stock("TEST-RARE")
    number = reference_of(buy(demo, shopper, "TEST-RARE"))
    assert demo.stock("TEST-RARE") == before - 1
    demo.travel(HOLD + 60)
    demo.reconcile()
    assert demo.order(number).state == "expired"
    assert demo.stock("TEST-RARE") == before


def test_while_the_provider_is_down_the_shopper_may_try_again(demo, shopper):
    demo.pull("mode", api="down")
    page = buy(demo, shopper, "TEST-PLAIN")
    assert (page.status, page.heading) == (503, "Review and order")
    assert "You have not been charged" in page.text
    demo.pull("mode", api="up")
    hosted = shopper.click(page, "Order and pay")
    assert shopper.wait(shopper.click(hosted, "Pay")).heading == PAID


def test_a_stored_failure_of_the_provider_is_got_round_by_another_attempt(demo, shopper):
    demo.pull("mode", create="stored-500")
    page = buy(demo, shopper, "TEST-PLAIN")
    if page.status == 503:
        page = shopper.click(page, "Order and pay")
    done = shopper.wait(shopper.click(page, "Pay"))
    assert done.heading == PAID
    assert [one["payment_status"] for one in demo.sessions(number_of(done))] == ["paid"]
