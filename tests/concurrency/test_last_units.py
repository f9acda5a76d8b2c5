"""Small races; `make race` holds large ones, and prints their table."""

import pytest
from tests.concurrency.contest import Contest, hold
from tests.emulator import MISSING, installed

on_ministack = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason=MISSING),
]
TABLES = [pytest.param("local"), pytest.param("ministack", marks=on_ministack)]


@pytest.mark.parametrize("table", TABLES)
def test_buyers_in_many_processes_share_exactly_the_units_there_are(table):
    result = hold(Contest(2, buyers=12, units=4, clicks=2, table=table))
    assert result.faults == ()
    assert [one.sold for one in result.rounds] == [4, 4]


@pytest.mark.parametrize("table", TABLES)
def test_who_wins_a_unit_pays_for_it_and_nobody_else_does(table):
    result = hold(Contest(1, buyers=10, units=4, method="card", table=table))
    assert result.faults == ()
    assert [order.state for order in result.rounds[0].orders] == ["paid"] * 4


@pytest.mark.parametrize("table", TABLES)
def test_without_the_condition_the_same_race_sells_what_is_not_there(table):
    result = hold(Contest(1, buyers=8, units=4, control="unconditional", table=table))
    (only,) = result.rounds
    assert (only.sold, only.oversold, only.left) == (8, 4, -4)
    assert result.faults


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_looking_before_taking_is_no_guard(table):
    result = hold(Contest(8, buyers=24, units=4, control="check-then-act", table=table))
    assert result.rounds_oversold > 0
