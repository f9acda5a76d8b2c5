"""The check of the books that ends each run of these tests notices what it is there to notice."""

from dataclasses import replace

import pytest
from tests.e2e.books import START, of_money, of_provider, of_sessions, of_stock
from tests.pelicart.build import a_line, a_quote, an_order

PAID = replace(an_order(state="paid"), captured=4690)
SESSION = {
    "session": "cs_1",
    "order": PAID.id,
    "state": "paid",
    "captured": "46.90",
    "refunded": "0.00",
    "currency": "EUR",
}


def test_books_that_agree_pass():
    assert not list(of_provider("stripe", [PAID], [SESSION]))
    assert not list(of_stock([PAID], START))


@pytest.mark.parametrize(
    ("orders", "sessions"),
    [
        ([], [SESSION]),
        ([PAID], []),
        ([PAID], [SESSION, SESSION]),
        ([PAID], [{**SESSION, "captured": "46.91"}]),
        ([PAID], [{**SESSION, "refunded": "1.00"}]),
        ([PAID], [{**SESSION, "currency": "USD"}]),
        ([an_order(state="pending")], [SESSION]),
        ([an_order(state="expired")], [SESSION]),
    ],
)
def test_money_that_does_not_fit_is_noticed(orders, sessions):
    assert list(of_money("stripe", orders, sessions))


@pytest.mark.parametrize(
    ("orders", "session"),
    [
        ([], SESSION),
        ([PAID], {**SESSION, "state": "open"}),
        ([an_order(state="cancelled")], SESSION),
        ([an_order(state="pending")], {**SESSION, "state": "expired"}),
    ],
)
def test_a_session_that_does_not_fit_is_noticed(orders, session):
    assert list(of_sessions("stripe", orders, [session]))


@pytest.mark.parametrize(("state", "left"), [("paid", 500), ("expired", 498), ("awaiting", 499)])
def test_units_that_do_not_fit_are_noticed(state, left):
    two = an_order(a_quote(a_line(stock_key="TEST-PLAIN")), state=state)
    assert list(of_stock([two], {**START, "TEST-PLAIN": left}))
