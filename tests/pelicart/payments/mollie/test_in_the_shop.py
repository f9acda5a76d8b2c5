"""Mollie's notices at the shop's own address: what it hears, and what becomes of the order."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from tests.pelicart.shopfront import SHOP, http_event

from pelicart.payments import MODULES, built

_numbers = count(1)


@pytest.fixture
def shop(front, module):
    """A shop that offers Mollie, with its module in the place of all."""
    # Order ids of its own: the stand-in remembers those of the tests before.
    front.environment["PELICART_BASKET_KEY"] = f"{next(_numbers):042}A"
    front.environment["MOLLIE_ORIGINS"] = " ".join(module.origins)
    front.wired = replace(
        front.wired,
        build=lambda path, env: module if path == MODULES["mollie"] else built(path, env),
    )
    front.publish(methods={**SHOP["methods"], "mollie": {}})
    return front


@pytest.fixture
def order(shop, ada):
    """An order whose shopper stands before Mollie's page."""
    ada.adds("MUG")
    page = ada.orders(method="mollie")
    assert page.status == 303
    assert page.location.startswith(shop.wired.module("mollie").origins)
    return shop.order


def hears(shop, body):
    """Status and body of the answer to a notice."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    event = http_event("POST", "/shop/notice/mollie", headers=form, body=body)
    answer = shop.call(event)
    return answer["statusCode"], answer["body"]


def test_a_notice_has_the_payment_read_and_the_order_paid(shop, order, provider):
    provider.pays(order.session)
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order.state == "paid"
    assert shop.order.captured == order.total
    once = shop.order
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order == once


def test_a_notice_before_anything_was_paid_changes_nothing(shop, order):
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order == order


def test_an_id_that_nobody_knows_hears_the_same(shop, order):
    assert hears(shop, "id=tr_pelicartsample") == (200, "")
    assert shop.order == order


def test_a_payment_of_another_shop_on_the_account_hears_the_same(shop, order, provider):
    provider.pays(order.session)
    module = shop.wired.module("mollie")
    object.__setattr__(module, "origin", "https://other.example")
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order == order


@pytest.mark.parametrize("body", ["", "id=", "id=tr_/..", '{"id": "tr_1"}'])
def test_what_is_no_notice_of_mollies_is_turned_down_without_asking_anybody(shop, body, provider):
    with provider.fails("down"):
        assert hears(shop, body) == (400, "bad-request")


@pytest.mark.parametrize("mode", ["down", "slow", "html", "garbage", "gone"])
def test_a_notice_is_sent_again_while_mollie_cannot_be_asked(shop, order, provider, mode):
    provider.pays(order.session)
    with provider.fails(mode):
        assert hears(shop, f"id={order.session}") == (503, "provider-down")
    assert shop.order == order
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order.state == "paid"


def test_an_order_of_ours_that_is_not_there_is_an_alarm_and_sent_again(shop, order, provider):
    provider.pays(order.session)
    provider.does(order.session, "alter", order="A" * 26)
    assert hears(shop, f"id={order.session}") == (500, "unknown-order")


def test_a_key_that_mollie_does_not_take_is_the_operators_matter(shop, order):
    object.__setattr__(shop.wired.module("mollie"), "key", "test_revoked")
    assert hears(shop, f"id={order.session}") == (500, "misconfigured")
    assert shop.order == order


@pytest.mark.parametrize("said", [{"amount": "12.00"}, {"currency": "CHF"}, {"live": True}])
def test_money_that_does_not_fit_is_set_aside(shop, order, provider, said):
    provider.pays(order.session)
    provider.does(order.session, "alter", **said)
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order.state == "review"


def test_a_status_that_nobody_documented_decides_nothing(shop, order, provider):
    provider.does(order.session, "alter", status="settled")
    assert hears(shop, f"id={order.session}") == (503, "provider-down")
    assert shop.order == order


def test_a_declined_card_leaves_the_order_to_be_paid(shop, order, provider):
    provider.pays(order.session, "decline")
    assert hears(shop, f"id={order.session}") == (200, "")
    assert shop.order.state == "pending"
    provider.pays(order.session)
    hears(shop, f"id={order.session}")
    assert shop.order.state == "paid"


def test_who_gave_up_at_mollie_can_pay_the_same_order_after_all(shop, order, provider, ada):
    provider.pays(order.session, "cancel")
    for _ in range(2):
        assert hears(shop, f"id={order.session}") == (200, "")
    assert (shop.order.state, shop.order.session) == ("new", "")
    token = shop.wired.keys.sign("order", order.id, shop.moment)
    page = ada.submit(ada.get(f"/shop/order/{token}"), "pay")
    assert page.location.startswith(shop.wired.module("mollie").origins)
    assert shop.order.session not in {"", order.session}
    provider.pays(shop.order.session)
    hears(shop, f"id={order.session}")  # late, and about the first one
    assert shop.order.state == "pending"
    hears(shop, f"id={shop.order.session}")
    assert shop.order.state == "paid"


def test_who_gave_up_at_mollie_and_does_nothing_more_frees_the_goods(shop, order, provider):
    provider.pays(order.session, "cancel")
    hears(shop, f"id={order.session}")
    shop.moment = order.deadline
    shop.reconcile()
    assert shop.order.state == "expired"


def test_a_transfer_is_awaited_past_the_deadline_and_pays_when_it_comes(shop, order, provider):
    provider.pays(order.session, "later")
    hears(shop, f"id={order.session}")
    assert shop.order.state == "awaiting"
    shop.moment = order.deadline + 3600
    shop.reconcile()
    assert shop.order.state == "awaiting"
    provider.does(order.session, "confirm")
    hears(shop, f"id={order.session}")
    assert shop.order.state == "paid"


def test_an_open_payment_outlives_the_deadline_until_mollie_says_it_expired(shop, order, provider):
    shop.moment = order.deadline + 60
    shop.reconcile()
    assert shop.order.state == "pending"
    provider.waits(16 * 60)
    shop.moment += 600
    shop.reconcile()
    assert shop.order.state == "expired"


def test_what_was_authorized_is_captured_once_the_order_awaits_it(shop, order, provider):
    provider.mode(capture="manual")
    provider.pays(order.session)
    assert hears(shop, f"id={order.session}") == (200, "")
    assert [entry["state"] for entry in shop.order.history][-2:] == ["awaiting", "paid"]


def test_refunds_and_chargebacks_at_mollie_reach_the_order(shop, order, provider):
    provider.pays(order.session)
    hears(shop, f"id={order.session}")
    provider.does(order.session, "refund", amount="1.00")
    hears(shop, f"id={order.session}")
    assert (shop.order.state, shop.order.refunded) == ("part_refunded", 100)
    provider.does(order.session, "dispute")
    hears(shop, f"id={order.session}")
    assert shop.order.state == "disputed"
    provider.does(order.session, "win")
    hears(shop, f"id={order.session}")
    assert shop.order.state == "part_refunded"
