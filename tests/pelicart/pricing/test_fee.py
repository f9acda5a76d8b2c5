import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.pricing.fee import FeeRule, read_fee
from pelicart.reading import Reader

CURRENCIES = ("EUR", "CHF", "JPY")


def read(fee, needed=("EUR",)):
    problems = []
    return read_fee(Reader({"fee": fee}, ("m",), problems), CURRENCIES, needed), problems


@pytest.mark.parametrize(
    ("written", "rate"),
    [("2 %", 2000), ("2%", 2000), ("+2 %", 2000), ("-1.5 %", -1500), ("-0.125%", -125)],
)
def test_a_percentage_becomes_thousandths_of_a_percent(written, rate):
    assert read(written) == (FeeRule(rate=rate), [])


@pytest.mark.parametrize(
    ("written", "prices"),
    [
        ("1.50 EUR", {"EUR": 150}),
        ("-3.00 EUR", {"EUR": -300}),
        ("- 3", {"EUR": -300}),
        (-3, {"EUR": -300}),
        ({"EUR": "1.50", "JPY": -200}, {"EUR": 150, "JPY": -200}),
        ({"EUR": "0", "CHF": "-1.50"}, {"EUR": 0, "CHF": -150}),
    ],
)
def test_a_price_may_have_a_sign(written, prices):
    assert read(written) == (FeeRule(prices), [])


@pytest.mark.parametrize("written", [None, "0", "0 %", {"EUR": "0"}])
def test_a_fee_of_nothing_is_none(written):
    fee, problems = read(written)
    assert (bool(fee), problems) == (False, [])


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("2,5 %", "m.fee"),
        ("101 %", "m.fee"),
        ("5 % EUR", "m.fee"),
        ("--3", "m.fee"),
        (1.5, "m.fee"),
        (-1.5, "m.fee"),
        ({"EUR": "-1.555"}, "m.fee.EUR"),
        ({"EUR": "1", "USD": "1"}, "m.fee.USD"),
        ({"EUR": True}, "m.fee.EUR"),
    ],
)
def test_what_is_no_fee_is_noted_at_its_place(written, place):
    _, problems = read(written)
    assert [str(problem).split(":")[0] for problem in problems] == [place]


def test_a_currency_without_a_price_is_noted_once():
    _, (problem,) = read({"EUR": "1.50"}, CURRENCIES)
    assert "CHF, JPY" in problem.what
    assert read("2 %", CURRENCIES)[1] == []


@given(st.integers(0, 10**8), st.integers(-100_000, 100_000), st.integers(-(10**8), 10**8))
def test_a_discount_takes_off_the_value_at_most(value, rate, price):
    for rule in (FeeRule(rate=rate), FeeRule({"EUR": price})):
        assert rule.amount(value, "EUR") >= -value
    assert FeeRule({"EUR": price}).amount(0, "EUR") == 0
    assert FeeRule({"EUR": price}).amount(value, "CHF") == 0
