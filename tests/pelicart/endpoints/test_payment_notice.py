import json

import pytest
from tests.pelicart.shopfront import http_event

from pelicart.errors import Raced, TableDown
from pelicart.money import Money


@pytest.fixture
def pending(front, ada):
    ada.adds("MUG")
    ada.orders()
    return front


def notice(front, *, method="POST", provider="stripe", signature="good", **data):
    body = json.dumps({"session": "session-1", **data})
    path = f"/shop/notice/{provider}"
    return front.call(
        http_event(method, path, headers={"X-Signature": signature}, body=body)
    )  # fmt: skip


def test_a_notice_settles_what_a_look_at_the_provider_says(pending):
    pending.provider.takes("session-1", 1500)
    answer = notice(pending)
    assert (answer["statusCode"], answer["body"]) == (200, "received")
    assert (pending.order.state, pending.order.history[-1]["by"]) == ("paid", "notice:stripe")


def test_what_a_notice_claims_is_no_evidence(pending):
    notice(pending, state="paid", captured=1500)
    assert pending.order.state == "pending"


def test_a_notice_may_come_many_times(pending):
    pending.provider.takes("session-1", 1500)
    notice(pending)
    once = pending.order
    assert {notice(pending)["statusCode"] for _ in range(5)} == {200}
    assert pending.order == once


def test_a_notice_may_come_before_the_session_was_stored(front, ada):
    ada.adds("MUG")
    front.provider.lost = 1
    ada.orders()
    front.provider.takes("session-1", 1500)
    notice(front, order=front.order.id)
    assert front.order.state == "paid"


@pytest.mark.parametrize("signature", ["", "bad", "good "])
def test_a_forged_notice_is_refused_before_anything_is_read(pending, signature):
    before = pending.wired.store.reads, pending.provider.calls.copy()
    answer = notice(pending, signature=signature)
    assert (answer["statusCode"], answer["body"]) == (400, "forged")
    assert (pending.wired.store.reads, pending.provider.calls) == before


def test_a_notice_for_another_shop_is_acknowledged_and_left_alone(pending):
    before = pending.provider.calls.copy()
    assert notice(pending, shop="theirs")["statusCode"] == 200
    assert pending.provider.calls == before


def test_a_notice_that_names_another_order_than_its_payment_is_refused(pending):
    pending.provider.takes("session-1", 1500)
    assert notice(pending, order="SOMEBODY")["statusCode"] == 400
    assert pending.order.state == "pending"


@pytest.mark.parametrize("order", ["", "A" * 26, "x" * 200])
def test_money_for_an_order_that_is_not_there_is_an_alarm_and_sent_again(pending, caplog, order):
    pending.provider.takes("session-1", 1500)
    pending.provider.does("session-1", order=order)
    answer = notice(pending)
    assert (answer["statusCode"], answer["body"]) == (500, "unknown-order")
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_session_of_ours_that_nobody_knows_is_not_acknowledged(pending):
    answer = notice(pending, session="session-9", order=pending.order.id)
    assert answer["statusCode"] == 410


def test_what_nothing_says_is_ours_and_nobody_knows_is_left_to_another_shop(pending):
    before = pending.order
    assert notice(pending, session="session-9")["statusCode"] == 200
    assert pending.order == before


@pytest.mark.parametrize("failure", [Raced, TableDown])
def test_what_was_not_written_is_not_acknowledged(pending, failure):
    def fail():
        raise failure

    pending.provider.takes("session-1", 1500)
    pending.breaking = fail
    assert notice(pending)["statusCode"] == 503
    assert pending.order.state == "pending"


def test_a_provider_that_is_down_is_asked_again_by_its_own_retry(pending):
    pending.provider.down = 1
    assert notice(pending)["statusCode"] == 503


def test_the_wrong_amount_is_acknowledged_and_set_aside(pending):
    pending.provider.takes("session-1", 1499)
    assert notice(pending)["statusCode"] == 200
    assert pending.order.state == "review"


def test_refunds_are_counted(pending):
    pending.provider.takes("session-1", 1500)
    notice(pending)
    pending.provider.does("session-1", refunded=Money(500, "EUR"))
    notice(pending)
    assert (pending.order.state, pending.order.refunded) == ("part_refunded", 500)


@pytest.mark.parametrize(("provider", "status"), [("manual", 400), ("barter", 410), ("", 410)])
def test_a_notice_goes_to_a_provider_of_the_shop(pending, provider, status):
    assert notice(pending, provider=provider)["statusCode"] == status


def test_a_notice_is_posted(pending):
    answer = notice(pending, method="GET")
    assert (answer["statusCode"], answer["headers"]["allow"]) == (405, "POST")


def test_a_notice_that_was_taken_is_told_to_the_log_and_a_forged_one_is_not(pending, caplog):
    caplog.set_level("INFO")
    notice(pending, signature="bad")
    pending.provider.takes("session-1", 1500)
    notice(pending)
    taken = [one for one in caplog.records if one.event == "notice"]
    assert [one.provider for one in taken] == ["stripe"]


def test_who_sends_a_notice_is_not_asked(pending, monkeypatch):
    """The CDN passes on all headers of a notice: an address among them is anybody's word."""

    def asked(*_):
        raise AssertionError

    monkeypatch.setattr("pelicart.wiring.address_of", asked)
    pending.provider.takes("session-1", 1500)
    assert notice(pending)["statusCode"] == 200
    assert pending.order.state == "paid"
