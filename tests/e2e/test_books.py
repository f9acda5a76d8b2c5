"""After everything that was bought: the provider's books against the table, and the shelves."""

from collections import Counter

import pytest

from pelicart.order import OPEN
from pelicart.settle import read_order

START = {"TEST-PLAIN": 50, "TEST-LAST": 1, "TEST-RARE": 3, "TEST-LEAVING": 5, "TEST-DEARER": 5}
GIVEN_BACK = {"expired", "cancelled"}


@pytest.fixture(scope="module")
def ledger(demo):
    """The books, once what was under way is over."""
    demo.travel(3 * 3600)
    demo.told("reconcile")
    return demo.ask_provider("ledger")


def test_every_payment_at_the_provider_is_one_paid_order_of_that_amount(demo, ledger):
    taken = {
        (session["client_reference_id"], session["amount_total"], session["currency"].upper())
        for session in ledger["sessions"]
        if session["payment_status"] == "paid"
    }
    paid = {
        (order.id, order.captured, order.currency)
        for order in demo.orders()
        if order.module == "stripe" and order.captured
    }
    assert taken == paid
    assert len(taken) > 5


def test_no_order_was_paid_twice_and_every_session_is_of_an_order(demo, ledger):
    paid = Counter(
        session["client_reference_id"]
        for session in ledger["sessions"]
        if session["payment_status"] == "paid"
    )
    assert set(paid.values()) == {1}
    for session in ledger["sessions"]:
        assert read_order(demo.store, session["client_reference_id"]).module == "stripe"


def test_no_session_can_still_be_paid_for_an_order_that_was_given_up(demo, ledger):
    states = {order.id: order.state for order in demo.orders()}
    for session in ledger["sessions"]:
        if states[session["client_reference_id"]] in GIVEN_BACK:
            assert session["status"] == "expired"


def test_nothing_is_left_undone(demo, ledger):
    """Hours later, only what waits for the merchant's bank is open."""
    assert {order.module for order in demo.orders() if order.state in OPEN} <= {"manual"}


def test_what_is_gone_from_the_shelves_is_in_orders_that_stand(demo, ledger):
    sold = Counter()
    for order in demo.orders():
        if order.state not in GIVEN_BACK:
            sold.update(order.holds)
    assert {sku: demo.stock(sku) + sold[sku] for sku in START} == START
