"""The check of the books that ends each run of these tests notices what it is there to notice."""

from dataclasses import replace

import pytest
from tests.e2e.books import START, of_money, of_sessions, of_stock
from tests.pelicart.build import a_line, a_quote, an_order

PAID = replace(an_order(state="paid"), captured=4690)
SESSION = {
    "id": "cs_1",
    "client_reference_id": PAID.id,
    "amount_total": 4690,
    "currency": "eur",
    "payment_status": "paid",
    "status": "complete",
}


def test_books_that_agree_pass():
    assert not [*of_money([PAID], [SESSION]), *of_sessions([PAID], [SESSION])]
    assert not list(of_stock([PAID], START))


@pytest.mark.parametrize(
    ("orders", "sessions"),
    [
        ([], [SESSION]),
        ([PAID], []),
        ([PAID], [SESSION, SESSION]),
        ([PAID], [{**SESSION, "amount_total": 4691}]),
        ([PAID], [{**SESSION, "currency": "usd"}]),
        ([an_order(state="pending")], [SESSION]),
        ([an_order(state="expired")], [SESSION]),
    ],
)
def test_money_that_does_not_fit_is_noticed(orders, sessions):
    assert list(of_money(orders, sessions))


@pytest.mark.parametrize(
    ("orders", "session"),
    [
        ([], SESSION),
        ([PAID], {**SESSION, "status": "open"}),
        ([an_order(state="cancelled")], {**SESSION, "status": "complete"}),
        ([an_order(state="pending")], {**SESSION, "status": "expired"}),
    ],
)
def test_a_session_that_does_not_fit_is_noticed(orders, session):
    assert list(of_sessions(orders, [session]))


@pytest.mark.parametrize(("state", "left"), [("paid", 50), ("expired", 48), ("awaiting", 49)])
def test_units_that_do_not_fit_are_noticed(state, left):
    two = an_order(a_quote(a_line(stock_key="TEST-PLAIN")), state=state)
    assert list(of_stock([two], {**START, "TEST-PLAIN": left}))
