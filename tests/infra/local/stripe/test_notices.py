"""Webhooks as the shop receives them."""

from __future__ import annotations

import json

import pytest
import stripe
from tests.infra.local.stripe.conftest import SECRET, an_order, eventually, settled

ONCE = ["checkout.session.completed"]


@pytest.fixture
def session(sessions, clock):
    return sessions.create(an_order(clock))


def genuine(body, signature):
    try:
        return stripe.WebhookSignature.verify_header(body.decode(), signature, SECRET)
    except stripe.SignatureVerificationError:
        return False


def kinds(receiver):
    return [json.loads(body)["type"] for body, _ in receiver.came]


def test_a_payment_is_told_once_and_signed(receiver, server, press, session, clock):
    press(session)
    eventually(lambda: settled(server))
    [(body, signature)] = receiver.came
    assert genuine(body, signature)
    assert signature.startswith(f"t={int(clock())},")
    event = json.loads(body)
    assert event["type"] == "checkout.session.completed"
    assert event["livemode"] is False
    assert event["data"]["object"]["id"] == session.id
    assert event["data"]["object"]["payment_status"] == "paid"


def test_the_same_event_can_come_twice(receiver, server, press, session):
    press(session, notices="twice")
    eventually(lambda: len(receiver.came) == 2 and settled(server))
    first, second = (json.loads(body)["id"] for body, _ in receiver.came)
    assert first == second


def test_an_event_can_never_come(receiver, server, press, session):
    press(session, notices="never")
    eventually(lambda: settled(server))
    assert receiver.came == []


def test_an_event_can_come_late(receiver, server, press, session, mode):
    mode(notices="late", late=0.3)
    press(session)
    assert receiver.came == []
    eventually(lambda: kinds(receiver) == ONCE and settled(server))


def test_an_event_can_come_forged(receiver, server, press, session):
    receiver.answers[:] = [400, 400, 400, 400]
    server.frame.delivery.backoff = (0.01, 0.01, 0.01)
    press(session, notices="forged")
    eventually(lambda: len(receiver.came) == 4 and settled(server))
    assert not any(genuine(*came) for came in receiver.came)


def test_one_sessions_mode_is_not_the_others(receiver, server, press, sessions, clock, session):
    press(session, notices="never")
    press(sessions.create(an_order(clock)))
    eventually(lambda: kinds(receiver) == ONCE and settled(server))


def test_a_refused_event_is_sent_again_until_it_is_taken(receiver, server, press, session, browser):
    server.frame.delivery.backoff = (0.01, 0.01, 0.01)
    receiver.answers[:] = [500, 503, 200]
    press(session)
    eventually(lambda: settled(server))
    sent = [
        (one["try"], one["status"])
        for one in browser.get("/_control/deliveries").json()
        if one["session"] == session.id
    ]
    assert sent == [(1, 500), (2, 503), (3, 200)]


def test_a_delayed_payment_is_told_when_it_ends(receiver, server, press, session, browser):
    press(session, "later")
    eventually(lambda: settled(server))
    browser.post(f"/_control/sessions/{session.id}/confirm")
    eventually(lambda: settled(server))
    assert kinds(receiver) == [*ONCE, "checkout.session.async_payment_succeeded"]
    paid = [json.loads(body)["data"]["object"]["payment_status"] for body, _ in receiver.came]
    assert paid == ["unpaid", "paid"]


def test_a_delayed_failure_is_told(receiver, server, press, session, browser):
    press(session, "later")
    eventually(lambda: settled(server))
    browser.post(f"/_control/sessions/{session.id}/fail")
    eventually(lambda: settled(server))
    assert kinds(receiver) == [*ONCE, "checkout.session.async_payment_failed"]


def test_an_expiry_is_told(receiver, server, sessions, session):
    sessions.expire(session.id)
    eventually(lambda: kinds(receiver) == ["checkout.session.expired"] and settled(server))


def test_a_decline_is_not_told(receiver, server, press, session):
    press(session, "decline")
    eventually(lambda: settled(server))
    assert receiver.came == []
