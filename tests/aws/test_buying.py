"""A shopper buys at the deployed shop, as at the demo: through the CDN, by links and forms."""

from tests.e2e.running import within
from tests.e2e.steps import (
    ADDRESS,
    NOT_PAID,
    PAID,
    add,
    buy,
    number_of,
    order,
    pay_and_leave,
    reference_of,
)


def test_whoever_pays_by_card_has_a_paid_order_two_letters_and_the_goods(trial, shopper):
    before = trial.stock("TEST-RARE")
    hosted = buy(trial, shopper, "TEST-RARE")
    assert hosted.url.startswith("http://localhost:")
    done = shopper.wait(shopper.click(hosted, "Pay"))
    assert done.heading == PAID
    order = trial.order(number_of(done))
    assert (order.state, order.captured) == ("paid", order.total)
    assert trial.stock("TEST-RARE") == before - 1
    to_shopper, to_merchant = trial.mails(order.number, 2)[:2]
    assert {"ada@shop.example"} <= {*to_shopper["To"], *to_merchant["To"]}


def test_a_notice_alone_settles(trial, shopper):
    hosted = buy(trial, shopper, "TEST-PLAIN")
    pay_and_leave(shopper, hosted, "once")
    number = reference_of(hosted)
    assert trial.comes_to(number, "paid")
    assert [entry["by"] for entry in trial.order(number).history][-1] == "notice:stripe"


def test_after_a_decline_the_same_order_is_paid_at_the_second_try(trial, shopper):
    hosted = buy(trial, shopper, "TEST-PLAIN")
    declined = shopper.click(hosted, "Decline card")
    assert "declined" in declined.text
    back = shopper.click(declined, "Cancel")
    assert back.heading == NOT_PAID
    done = shopper.wait(shopper.click(shopper.click(back, "Pay "), "Pay"))
    assert (done.heading, number_of(done)) == (PAID, reference_of(hosted))


def test_with_neither_notice_nor_browser_reconcile_settles(trial, shopper):
    hosted = buy(trial, shopper, "TEST-PLAIN")
    pay_and_leave(shopper, hosted, "never")
    order = trial.order(reference_of(hosted))
    assert order.state == "pending"
    trial.overdue(f"ORDER#{order.id}")
    trial.told("reconcile")  # or its own clock was a moment sooner
    assert trial.comes_to(order.number, "paid")
    history = trial.order(order.number).history
    assert [entry["by"] for entry in history if entry.get("state") == "paid"] == ["reconcile"]


def test_a_forged_notice_is_refused_and_pays_nothing(trial, shopper):
    hosted = buy(trial, shopper, "TEST-PLAIN")
    pay_and_leave(shopper, hosted, "forged")
    number = reference_of(hosted)
    (session,) = trial.sessions(number)
    assert within(10, lambda: trial.desk().answers(session["id"]) != [])
    assert trial.desk().answers(session["id"])[0] == 400
    assert trial.order(number).state == "pending"


def test_a_bought_file_comes_from_its_bucket_by_an_address_that_was_signed(trial, shopper):
    person = {**{name: ADDRESS[name] for name in ("name", "email", "country")}, "method": "card"}
    checkout = shopper.click(add(trial, shopper, "PLANNER"), "Go to checkout")
    hosted = order(shopper, shopper.click(checkout, "Continue", person))
    done = shopper.wait(shopper.click(hosted, "Pay"))
    got = shopper.click(done, "Download year-planner.svg")
    sold = trial.folder / "content" / "downloads" / "year-planner.svg"
    assert (got.status, got.body.encode()) == (200, sold.read_bytes())
    bucket = f"https://{trial.deployed.files}.s3.{trial.deployed.region}.amazonaws.com/"
    assert got.url.startswith(bucket)
    signed, forged = got.url[:-1], "0" if got.url[-1] != "0" else "1"
    assert shopper.get(signed + forged).status == 403
    assert shopper.get(got.url.partition("?")[0]).status == 403
