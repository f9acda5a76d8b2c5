from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.money import (
    EXPONENTS,
    LARGEST,
    MalformedMoney,
    Money,
    decimal_text,
    minor_units,
    share,
    split,
)

AMOUNTS = st.integers(0, LARGEST)
EDGES = (0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001, LARGEST - 1, LARGEST)


@pytest.mark.parametrize("currency", EXPONENTS)
def test_every_currency_reads_back_what_it_prints(currency):
    for minor in EDGES:
        assert minor_units(decimal_text(minor, currency), currency) == minor


@given(AMOUNTS, st.sampled_from(sorted(EXPONENTS)))
def test_any_amount_reads_back_as_printed(minor, currency):
    assert minor_units(decimal_text(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("18", "EUR", 1800),
        ("18.5", "EUR", 1850),
        ("18.50", "EUR", 1850),
        ("0.07", "EUR", 7),
        ("007", "JPY", 7),
        ("2900", "JPY", 2900),
        ("1.005", "KWD", 1005),
        ("999999.99", "EUR", LARGEST),
    ],
)
def test_decimal_text_is_read_to_the_unit(text, currency, minor):
    assert minor_units(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("18.505", "EUR", "decimals"),
        ("18.5", "JPY", "decimals"),
        ("1.2345", "KWD", "decimals"),
        ("1000000.00", "EUR", "large"),
        ("18,50", "EUR", "malformed"),
        ("1 800", "EUR", "malformed"),
        ("-1", "EUR", "malformed"),
        ("+1", "EUR", "malformed"),
        ("1e3", "EUR", "malformed"),
        ("nan", "EUR", "malformed"),
        (".5", "EUR", "malformed"),
        ("5.", "EUR", "malformed"),
        ("", "EUR", "malformed"),
        ("1\n", "EUR", "malformed"),
        ("١٢", "EUR", "malformed"),
        ("1", "XXX", "currency"),
        ("1", "eur", "currency"),
    ],
)
def test_other_text_is_refused_with_its_reason(text, currency, reason):
    with pytest.raises(MalformedMoney) as refused:
        minor_units(text, currency)
    assert refused.value.reason == reason


def test_amounts_print_with_all_decimals_of_their_currency():
    assert str(Money(5, "EUR")) == "0.05 EUR"
    assert str(Money(-1234, "EUR")) == "-12.34 EUR"
    assert str(Money(7, "JPY")) == "7 JPY"
    assert str(Money(1005, "KWD")) == "1.005 KWD"


def test_money_of_one_currency_adds_subtracts_and_multiplies():
    assert Money(500, "EUR") + Money(25, "EUR") == Money(525, "EUR")
    assert Money(500, "EUR") - Money(25, "EUR") == Money(475, "EUR")
    assert Money(500, "EUR") * 3 == Money(1500, "EUR")


def test_money_of_two_currencies_does_not_mix():
    with pytest.raises(MalformedMoney):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(MalformedMoney):
        Money(1, "EUR") - Money(1, "USD")


@pytest.mark.parametrize("minor", [1.0, True, "1", None])
def test_money_is_made_of_whole_numbers_only(minor):
    with pytest.raises(MalformedMoney):
        Money(minor, "EUR")


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 200_000), st.integers(1, 200_000))
def test_a_share_is_the_exact_quotient_with_halves_away_from_zero(amount, numerator, denominator):
    exact = Fraction(abs(amount) * numerator, denominator)
    rounded = floor(exact + Fraction(1, 2))
    assert share(amount, numerator, denominator) == (rounded if amount >= 0 else -rounded)


def test_halves_go_away_from_zero():
    assert [share(amount, 1, 2) for amount in (1, 3, 5, -1, -3)] == [1, 2, 3, -1, -2]


WEIGHTS = st.lists(st.integers(0, LARGEST), min_size=1, max_size=6).filter(any)


@given(st.integers(-LARGEST, LARGEST), WEIGHTS)
def test_split_parts_sum_up_and_each_is_within_a_unit_of_its_exact_part(amount, weights):
    parts = split(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


@given(WEIGHTS, st.integers(0, LARGEST))
def test_no_part_of_a_discount_is_larger_than_what_it_is_taken_off(weights, discount):
    parts = split(-min(discount, sum(weights)), weights)
    assert all(-weight <= part <= 0 for part, weight in zip(parts, weights, strict=True))


def test_a_negative_amount_is_split_as_its_opposite():
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split(-10, [1, 2, 4]) == [-1, -3, -6]


def test_split_gives_units_left_to_the_largest_remainder_and_on_a_tie_to_the_earlier():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [1, 2, 4]) == [1, 3, 6]  # 1.43, 2.86, 5.71
    assert split(7, [0, 3]) == [0, 7]
