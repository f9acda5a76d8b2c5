"""Refunds and disputes as Stripe's own SDK sees them, and the events that tell of them."""

from __future__ import annotations

import json

import pytest
import stripe
from tests.infra.local.stripe.conftest import an_order, eventually, settled

REFUNDS = "payment_intent.latest_charge.refunds"


@pytest.fixture
def session(sessions, clock, press):
    """A session of 49.30 EUR that was paid, and nobody told."""
    made = sessions.create(an_order(clock))
    press(made, notices="never")
    return sessions.retrieve(made.id)


@pytest.fixture
def pull(browser, session):
    """Pulls a lever of this session; gives its row of the books."""

    def pulled(action, answered=200, **said):
        answer = browser.post(f"/_control/sessions/{session.id}/{action}", json=said)
        assert answer.status_code == answered, answer.text
        return answer.json() if answered == 200 else None

    return pulled


@pytest.fixture
def tell(browser, receiver, server, session):
    """Lets this session's events be told again; gives them once none is under way."""

    def told(count):
        eventually(lambda: len(receiver.came) >= count and settled(server))
        events = [json.loads(body) for body, _ in receiver.came]
        return sorted((one["type"], one["data"]["object"]["status"]) for one in events)

    server.frame.modes.of.pop(session.id)
    return told


@pytest.fixture
def begin(mode):
    yield lambda status: mode(refunds=status)
    mode(refunds="succeeded")


def test_a_charge_has_its_refunds_only_when_they_are_asked_for(sessions, session, pull):
    pull("refund", amount="9.30")
    plain = sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert "refunds" not in plain.payment_intent.latest_charge
    charge = sessions.retrieve(session.id, {"expand": [REFUNDS]}).payment_intent.latest_charge
    assert [one.amount for one in charge.refunds.data] == [930]
    assert not charge.refunds.has_more


def test_four_levels_are_expanded_and_not_five(sessions, client, session):
    listed = {"payment_intent": session.payment_intent, "expand": [f"data.{REFUNDS}"]}
    assert sessions.list(listed).data[0].payment_intent.latest_charge.refunds.data == []
    with pytest.raises(stripe.InvalidRequestError):
        sessions.list({"expand": [f"data.{REFUNDS}.data"]})


def test_refunds_are_listed_newest_first_and_by_page(client, session, pull):
    for _ in range(3):
        pull("refund", amount="1.00")
    of = {"payment_intent": session.payment_intent, "limit": 2}
    assert client.v1.refunds.list(of).has_more
    ids = [one.id for one in client.v1.refunds.list(of).auto_paging_iter()]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("status", ["pending", "succeeded"])
def test_a_refund_counts_until_it_fails(client, session, pull, begin, status):
    begin(status)
    assert pull("refund", amount="9.30")["refunded"] == "9.30"
    assert pull("fail")["refunded"] == "0.00"
    (made,) = client.v1.refunds.list({"payment_intent": session.payment_intent}).data
    assert (made.status, made.failure_reason) == ("failed", "expired_or_canceled_card")
    pull("fail", answered=400)


def test_a_refund_under_way_can_come_through(client, session, pull, begin):
    begin("pending")
    pull("refund")
    pull("confirm")
    (made,) = client.v1.refunds.list({"payment_intent": session.payment_intent}).data
    assert made.status == "succeeded"
    pull("confirm", answered=400)


def test_a_refund_and_its_failure_are_told(tell, pull):
    pull("refund", amount="9.30")
    assert tell(2) == [("charge.refunded", "succeeded"), ("refund.created", "succeeded")]
    pull("fail")
    assert tell(4)[2:] == [("refund.failed", "failed"), ("refund.updated", "failed")]


def test_a_dispute_is_told_from_its_opening_to_its_end(tell, pull):
    pull("dispute")
    opened = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    assert tell(2) == [(kind, "needs_response") for kind in opened]
    pull("win")
    kinds = [kind for kind, status in tell(4) if status == "won"]
    assert kinds == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]


def test_a_lost_dispute_gives_nothing_back(tell, pull, client, session):
    pull("dispute", amount="10.00")
    pull("lose")
    assert ("charge.dispute.closed", "lost") in tell(3)
    (made,) = client.v1.disputes.list({"payment_intent": session.payment_intent}).data
    assert (made.status, made.amount) == ("lost", 1000)
    assert client.v1.disputes.retrieve(made.id).charge == made.charge
    for lever in ("win", "lose"):
        pull(lever, answered=400)


def test_an_inquiry_takes_no_money_and_leaves_refunds_possible(tell, pull):
    pull("dispute", status="warning_needs_response")
    assert tell(1) == [("charge.dispute.created", "warning_needs_response")]
    assert pull("refund", amount="1.00")["refunded"] == "1.00"
    pull("win")
    assert ("charge.dispute.closed", "warning_closed") in tell(4)


def test_a_disputed_charge_is_not_refunded(client, session, pull):
    pull("dispute")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": session.payment_intent})
    assert refused.value.code == "charge_disputed"


def test_what_was_given_back_cannot_be_disputed(pull):
    pull("refund")
    pull("dispute", answered=400)
