"""The payment page, used as a browser without scripts would."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
from lxml import html
from tests.infra.local.stripe.conftest import an_order


@pytest.fixture
def session(sessions, clock):
    return sessions.create(an_order(clock, customer_email="ada@shop.example"))


def page_of(browser, session):
    return html.fromstring(browser.get(f"/pay/{session.id}").text)


def test_the_page_shows_every_line_the_total_and_the_address(browser, session):
    page = page_of(browser, session)
    text = " ".join(page.text_content().split())
    for shown in ("Linen notebook", "Colour: Ochre", "EUR 48.00", "Post", "EUR 49.30", "ORDERONE"):
        assert shown in text
    assert page.xpath("//input[@name='email']/@value") == ["ada@shop.example"]
    assert page.xpath("//button/@value") == ["pay", "decline", "later", "cancel"]
    assert not page.xpath("//script | //@src | //link")


def test_what_a_shop_sends_is_shown_as_text(browser, sessions, clock):
    product = {"name": '<b>Tom & "Jerry"</b> {{ 7*7 }} é 漢'}
    price = {"currency": "jpy", "unit_amount": 1234567, "product_data": product}
    odd = sessions.create(an_order(clock, line_items=[{"quantity": 1, "price_data": price}]))
    text = page_of(browser, odd).text_content()
    assert product["name"] in text
    assert "JPY 1,234,567" in text


def test_paying_passes_through_the_other_host_back_to_the_shop(press, session, server, sessions):
    bounce = press(session)
    assert bounce.status_code == 303
    there = urlsplit(bounce.headers["location"])
    assert there.hostname == "127.0.0.1"
    assert there.port == urlsplit(server.url).port
    back = httpx.get(bounce.headers["location"])
    assert back.status_code == 303
    assert back.headers["location"] == f"https://shop.example/return?session_id={session.id}"
    assert sessions.retrieve(session.id).payment_status == "paid"


def test_from_the_other_host_it_passes_through_localhost(session, server):
    bounce = httpx.post(f"{server.origins[1]}/pay/{session.id}", data={"action": "pay"})
    assert urlsplit(bounce.headers["location"]).hostname == "localhost"


def test_a_declined_card_is_told_and_can_be_followed_by_a_payment(
    browser, press, session, sessions
):
    told = browser.get(press(session, "decline").headers["location"])
    assert html.fromstring(told.text).xpath("//*[@role='alert']")
    read = sessions.retrieve(session.id)
    assert (read.status, read.payment_status) == ("open", "unpaid")
    press(session)
    assert sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.parametrize("action", ["pay", "later", "decline"])
def test_a_complete_session_takes_no_second_payment(press, session, browser, action):
    press(session)
    assert press(session, action).status_code == 409
    charges = browser.get("/_control/ledger").json()["charges"]
    intent = next(
        one["payment_intent"]
        for one in browser.get("/_control/ledger").json()["sessions"]
        if one["id"] == session.id
    )
    assert len([one for one in charges if one["payment_intent"] == intent]) == 1


def test_an_expired_page_takes_nothing(press, browser, session, sessions):
    sessions.expire(session.id)
    assert press(session).status_code == 409
    assert "expired" in page_of(browser, session).text_content()
    assert not page_of(browser, session).xpath("//form")


def test_cancelling_goes_back_and_leaves_the_session_open(press, session, sessions):
    assert press(session, "cancel").headers["location"] == "https://shop.example/return?back=1"
    assert sessions.retrieve(session.id).status == "open"


@pytest.mark.parametrize(("end", "paid"), [("confirm", "paid"), ("fail", "unpaid")])
def test_paying_later_completes_now_and_is_decided_on_the_control_page(
    press, browser, session, sessions, end, paid
):
    press(session, "later")
    read = sessions.retrieve(session.id)
    assert (read.status, read.payment_status) == ("complete", "unpaid")
    control = html.fromstring(browser.get("/").text)
    lever = f"/_control/sessions/{session.id}/{end}"
    assert lever in control.xpath("//form/@action")
    assert browser.post(lever).headers["location"] == "/"
    assert sessions.retrieve(session.id).payment_status == paid
    assert browser.post(lever).status_code == 400


def test_the_control_page_refunds(press, browser, session, sessions):
    press(session)
    browser.post(f"/_control/sessions/{session.id}/refund", data={"amount": "10.00"})
    browser.post(f"/_control/sessions/{session.id}/refund")
    refunds = browser.get("/_control/ledger").json()["refunds"]
    assert [one["amount"] for one in refunds][-2:] == [1000, 3930]


def test_nothing_is_shown_to_another_name_of_the_machine(server, session):
    answer = httpx.get(f"{server.url}/pay/{session.id}", headers={"host": "evil.example"})
    assert answer.status_code == 421


@pytest.mark.parametrize("path", ["/pay/cs_test_none", "/pay/cs_test_none/done", "/nowhere"])
def test_an_unknown_page_is_not_found(browser, path):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "wanted", [{"notices": "thrice"}, {"colour": "red"}, {"late": -1}, {"late": "3"}, {"of": {}}]
)
def test_an_unknown_mode_changes_nothing(browser, wanted):
    before = browser.get("/_control/mode").json()
    assert browser.post("/_control/mode", json={"api": "down", **wanted}).status_code == 400
    assert browser.get("/_control/mode").json() == before


@pytest.mark.parametrize("by", [-1, 1.5, "60", None, True])
def test_the_clock_moves_on_by_whole_seconds_only(browser, by):
    assert browser.post("/_control/clock", json={"advance": by}).status_code == 400


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/_control/mode", {"api": "up", "create": ""}), ("/_control/clock", {"advance": "0"})],
)
def test_the_levers_work_as_forms_too(browser, path, fields):
    answer = browser.post(path, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
