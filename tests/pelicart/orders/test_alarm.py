"""Every move into review is told to the log, at ERROR and with its reason: an alarm hangs on it."""

import json
import logging
from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.provider import Provider

from pelicart.money import Money
from pelicart.orders.asking import asked
from pelicart.orders.moves import event, place
from pelicart.orders.owing import give_back
from pelicart.orders.receive import lost_sight
from pelicart.orders.settle import settle
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

OPENED = event("pending", NOW, "checkout", session="s1")
ORDER = an_order(live=True, state="pending", session="s1", history=(OPENED,))
PAID = Payment("paid", ORDER.id, "s1", ORDER.money, Money(0, "EUR"), live=True, reference="p1")
SECOND = replace(PAID, session="s2", reference="p2")


@pytest.fixture
def store():
    made = MemoryStore()
    made.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 9}))
    return made


@pytest.fixture
def alarms(caplog):
    """Reason and order of each alarm."""

    def read():
        told = [json.loads(one.message) for one in caplog.records if one.levelno == logging.ERROR]
        assert all(one["event"] == "review" for one in told)
        return [(one["why"], one["order"]) for one in told]

    return read


@pytest.mark.parametrize(
    ("payment", "why"),
    [
        (replace(PAID, captured=Money(1, "EUR")), "mismatch"),
        (replace(PAID, live=False), "mismatch"),
        (SECOND, "unknown-session"),
    ],
)
def test_money_that_does_not_fit_raises_it_once(store, alarms, payment, why):
    store.write_all(place(ORDER, "2027-01"))
    for _ in range(2):
        assert settle(store, payment, NOW, "notice:stripe").state == "review"
    assert alarms() == [(why, ORDER.id)]


def test_a_second_payment_that_a_bank_argues_about_raises_it(store, alarms):
    store.write_all(place(ORDER, "2027-01"))
    settle(store, PAID, NOW, "notice:stripe")
    settle(store, replace(SECOND, dispute="open"), NOW, "notice:stripe")
    assert alarms() == [("paid-twice", ORDER.id)]


def test_money_that_can_not_go_back_raises_it(store, alarms):
    store.write_all(place(ORDER, "2027-01"))
    settle(store, PAID, NOW, "notice:stripe")
    order = settle(store, SECOND, NOW, "notice:stripe")
    assert alarms() == []
    give_back(store, Provider(refunds=False), order, NOW, "reconcile")
    assert alarms() == [("return-refused", ORDER.id)]


def test_money_on_its_way_that_its_provider_forgot_raises_it(store, alarms):
    store.write_all(place(replace(ORDER, state="awaiting"), "2027-01"))
    assert lost_sight(store, read_order(store, ORDER.id), NOW, "reconcile").state == "review"
    assert alarms() == [("forgotten", ORDER.id)]


def test_a_refund_that_came_back_raises_it(store, alarms):
    provider = Provider()
    store.write_all(place(ORDER, "2027-01"))
    settle(store, replace(PAID, refunded=Money(500, "EUR")), NOW, "notice:stripe")
    provider.payments["s1"] = PAID
    assert asked(store, provider, "s1", NOW, "notice:stripe").state == "review"
    assert alarms() == [("refund-failed", ORDER.id)]


def test_who_comes_too_late_raises_none(store, alarms):
    store.write_all(place(ORDER, "2027-01"))
    assert lost_sight(store, ORDER, NOW, "reconcile").state == "pending"
    assert alarms() == []
