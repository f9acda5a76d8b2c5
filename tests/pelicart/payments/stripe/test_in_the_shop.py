"""Stripe's events at the shop's own address: the exact answer, and what becomes of the order."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count

import pytest
from tests.pelicart.payments.stripe.conftest import an_event, seal
from tests.pelicart.shopfront import SHOP, http_event

from pelicart.payments import MODULES, built

_numbers = count(1)
PAID = "checkout.session.completed"
OF = {"checkout": "sessions", "charge": "charges", "refund": "refunds", "dispute": "disputes"}


@pytest.fixture
def shop(front, stripe):
    """A shop whose cards are paid at Stripe's stand-in."""
    # Order ids of its own: the stand-in remembers those of the tests before.
    front.environment["PELICART_BASKET_KEY"] = f"{next(_numbers):042}S"
    front.wired = replace(
        front.wired,
        build=lambda path, env: stripe if path == MODULES["stripe"] else built(path, env),
    )
    front.publish(methods={**SHOP["methods"], "card": {"module": "stripe"}})
    return front


@pytest.fixture
def order(shop, ada):
    """An order whose shopper stands before Stripe's page."""
    ada.adds("MUG")
    page = ada.orders(method="card")
    assert page.status == 303
    return shop.order


@pytest.fixture
def hears(shop, order, stand_in):
    """Status and body of the answer to an event about the order's session, charge and so on."""

    def notice(kind=PAID, **event):
        books = stand_in.ledger()
        session = next(one for one in books["sessions"] if one["id"] == order.session)
        about = OF[kind.removeprefix("charge.dispute").partition(".")[0] or "dispute"]
        intent = session["payment_intent"]
        subject = [one for one in books[about] if one["payment_intent"] == intent][-1]
        body, headers = vars(seal(json.dumps(an_event(kind, subject, **event)).encode())).values()
        answer = shop.call(
            http_event("POST", "/shop/notice/stripe", headers=headers, body=body.decode())
        )
        return answer["statusCode"], answer["body"]

    return notice


@pytest.fixture
def paid(order, stand_in, hears, shop):
    """The order after it was paid and told."""
    stand_in.pays(order.session)
    assert hears() == (200, "")
    assert shop.order.state == "paid"
    return shop.order


def test_an_event_may_come_many_times_and_late(shop, paid, hears):
    assert {hears() for _ in range(3)} == {(200, "")}
    assert hears("checkout.session.expired") == (200, "")
    assert shop.order == paid


def test_a_declined_card_and_then_another_pays(shop, order, stand_in, hears):
    stand_in.pays(order.session, "decline")
    assert hears("checkout.session.async_payment_failed") == (200, "")
    assert shop.order.state == "pending"
    stand_in.pays(order.session)
    assert hears() == (200, "")
    assert shop.order.state == "paid"


@pytest.mark.parametrize(
    ("end", "kind", "state"),
    [
        ("confirm", "checkout.session.async_payment_succeeded", "paid"),
        ("fail", "checkout.session.async_payment_failed", "new"),
    ],
)
def test_delayed_money_is_awaited(shop, order, stand_in, hears, end, kind, state):
    stand_in.pays(order.session, "later")
    assert hears() == (200, "")
    assert shop.order.state == "awaiting"
    stand_in.does(order.session, end)
    assert hears(kind) == (200, "")
    assert shop.order.state == state


@pytest.mark.parametrize("altered", [{"amount": "1.00"}, {"currency": "CHF"}, {"live": True}])
def test_money_that_does_not_fit_is_set_aside_and_acknowledged(
    shop, order, stand_in, hears, altered
):
    stand_in.pays(order.session)
    stand_in.does(order.session, "alter", **altered)
    assert hears() == (200, "")
    assert (shop.order.state, shop.order.captured) == ("review", 0)


def test_an_event_of_the_other_mode_is_forged(shop, order, stand_in, hears):
    stand_in.pays(order.session)
    assert hears(live=True) == (400, "forged")
    assert shop.order == order


def test_money_for_an_order_that_is_not_there_is_an_alarm(shop, order, stand_in, hears):
    stand_in.pays(order.session)
    stand_in.does(order.session, "alter", order="A" * 26)
    assert hears() == (500, "unknown-order")
    assert shop.order == order


def test_a_status_that_nobody_knows_is_asked_for_again(shop, order, stand_in, hears):
    stand_in.pays(order.session)
    stand_in.does(order.session, "alter", status="strange")
    assert hears() == (503, "provider-down")
    assert shop.order == order


@pytest.mark.parametrize("mode", ["down", "slow", "html", "garbage", "gone"])
def test_an_event_is_sent_again_while_stripe_cannot_be_asked(shop, order, stand_in, hears, mode):
    stand_in.pays(order.session)
    books = stand_in.ledger()
    stand_in.ledger = lambda: books
    with stand_in.fails(mode):
        assert hears() == (503, "provider-down")
    assert shop.order == order
    assert hears() == (200, "")
    assert shop.order.state == "paid"


def test_refunds_are_counted_however_they_were_made(shop, paid, stand_in, hears):
    stand_in.does(paid.session, "refund", amount="5.00")
    assert hears("refund.created") == hears("charge.refunded") == (200, "")
    assert (shop.order.state, shop.order.refunded) == ("part_refunded", 500)
    stand_in.does(paid.session, "refund")
    assert hears("refund.created") == (200, "")
    assert (shop.order.state, shop.order.refunded) == ("refunded", paid.total)


def test_a_refund_that_a_bank_sends_back_is_set_aside(shop, paid, stand_in, hears):
    stand_in.does(paid.session, "refund", amount="5.00")
    hears("charge.refunded")
    stand_in.does(paid.session, "fail")
    assert hears("refund.failed") == (200, "")
    assert (shop.order.state, shop.order.history[-1]["why"]) == ("review", "refund-failed")


@pytest.mark.parametrize(
    ("lever", "state", "refunded"), [("win", "paid", 0), ("lose", "refunded", 1500)]
)
def test_a_dispute_is_followed_to_its_end(shop, paid, stand_in, hears, lever, state, refunded):
    stand_in.does(paid.session, "dispute")
    assert hears("charge.dispute.created") == (200, "")
    assert shop.order.state == "disputed"
    stand_in.does(paid.session, lever)
    assert hears("charge.dispute.closed") == (200, "")
    assert (shop.order.state, shop.order.refunded) == (state, refunded)


def test_an_inquiry_leaves_the_order_as_it_is(shop, paid, stand_in, hears):
    stand_in.does(paid.session, "dispute", status="warning_needs_response")
    assert hears("charge.dispute.created") == (200, "")
    assert shop.order == paid


def test_a_part_that_was_lost_is_given_back(shop, paid, stand_in, hears):
    stand_in.does(paid.session, "dispute", amount="4.00")
    hears("charge.dispute.created")
    stand_in.does(paid.session, "lose")
    assert hears("charge.dispute.closed") == (200, "")
    assert (shop.order.state, shop.order.refunded) == ("part_refunded", 400)


def test_a_refund_of_another_shop_on_the_account_is_left_alone(shop, paid, stand_in, hears):
    stand_in.does(paid.session, "refund")
    object.__setattr__(shop.wired.module("stripe"), "origin", "https://other.example")
    assert hears("refund.created") == (200, "")
    assert shop.order == paid


def test_the_sample_is_acknowledged_and_about_nothing(shop, order):
    sample = shop.wired.module("stripe").sample(shop.wired.now())
    event = http_event(
        "POST", "/shop/notice/stripe", headers=dict(sample.headers), body=sample.body.decode()
    )
    assert shop.call(event)["statusCode"] == 200
    assert shop.order == order
