"""The levers and books that every stand-in has, as Stripe's serves them."""

from __future__ import annotations

import pytest
from lxml import html
from tests.infra.local.stripe.conftest import an_order


@pytest.fixture
def session(sessions, clock):
    return sessions.create(an_order(clock))


@pytest.fixture
def book(browser, session):
    """The session's row of the books."""

    def row():
        return next(
            one for one in browser.get("/_control/books").json() if one["session"] == session.id
        )

    return row


def test_the_books_tell_each_payment_in_few_words(browser, session, press, book):
    opened = {"order": "ORDERONE", "captured": "0.00", "refunded": "0.00", "currency": "EUR"}
    assert book() == {"session": session.id, "state": "open", **opened}
    press(session)
    browser.post(f"/_control/sessions/{session.id}/refund", json={"amount": "9.30"})
    assert book() == {
        "session": session.id, "state": "paid", **opened, "captured": "49.30", "refunded": "9.30",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("actions", "state"),
    [
        (["later"], "processing"),
        (["later", "confirm"], "paid"),
        (["later", "fail"], "failed"),
        (["decline"], "open"),
        (["expire"], "expired"),
    ],
)
def test_each_state_is_told(browser, session, press, book, actions, state):
    for action in actions:
        if action in {"later", "decline"}:
            press(session, action)
        else:
            browser.post(f"/_control/sessions/{session.id}/{action}")
    assert book()["state"] == state


def alter(browser, session, **said):
    return browser.post(f"/_control/sessions/{session.id}/alter", json=said).status_code


def test_what_is_altered_is_altered_wherever_the_api_shows_it(browser, session, press, sessions):
    press(session)
    said = {"amount": "12.00", "currency": "CHF", "live": True, "order": "OTHER"}
    assert alter(browser, session, **said) == 200
    read = sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent, charge = read.payment_intent, read.payment_intent.latest_charge
    assert (read.amount_total, intent.amount_received, charge.amount) == (1200, 1200, 1200)
    assert {read.currency, intent.currency, charge.currency} == {"chf"}
    assert [one.livemode for one in (read, intent, charge)] == [True, True, True]
    assert read.client_reference_id == charge.metadata.order == "OTHER"


def test_what_is_altered_before_it_is_paid_is_paid_like_that(browser, session, press, book):
    assert alter(browser, session, amount="12.00") == 200
    assert book()["captured"] == "0.00"
    press(session)
    assert book()["captured"] == "12.00"


def test_a_status_can_be_one_that_nobody_knows(browser, session, press, sessions):
    press(session)
    assert alter(browser, session, status="strange") == 200
    read = sessions.retrieve(session.id)
    assert (read.status, read.payment_status) == ("strange", "strange")


@pytest.mark.parametrize("said", [{}, {"colour": "red"}, {"amount": "1.001"}, {"amount": 12}])
def test_what_cannot_be_altered_is_refused(browser, session, book, said):
    before = book()
    assert alter(browser, session, **said) == 400
    assert book() == before


@pytest.mark.parametrize("body", ["{", "[]", '"x"'])
def test_a_lever_takes_an_object_or_nothing(browser, session, body):
    headers = {"content-type": "application/json"}
    path = f"/_control/sessions/{session.id}/refund"
    assert browser.post(path, content=body, headers=headers).status_code == 400


@pytest.mark.parametrize("path", ["none/refund", "{}/explode"])
def test_unknown_sessions_and_levers_are_not_found(browser, session, path):
    answer = browser.post(f"/_control/sessions/{path.format(session.id)}")
    assert answer.status_code == 404


def test_the_overview_offers_what_makes_sense_and_tells_of_disputes(browser, session, press):
    def levers():
        page = html.fromstring(browser.get("/").text)
        here = f"/_control/sessions/{session.id}/"
        return {
            one.removeprefix(here) for one in page.xpath("//form/@action") if one.startswith(here)
        }

    assert levers() == {"expire"}
    press(session)
    assert levers() == {"refund", "dispute"}
    browser.post(f"/_control/sessions/{session.id}/dispute")
    assert levers() == {"win", "lose"}
    assert "dispute needs response" in browser.get("/").text
