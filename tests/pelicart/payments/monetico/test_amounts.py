import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.errors import ProviderRefused
from pelicart.money import EXPONENTS, LARGEST, Money
from pelicart.payments.monetico.amounts import amount_text, money_of, payable


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (6275, "EUR", "62.75EUR"),
        (5, "EUR", "0.05EUR"),
        (0, "EUR", "0.00EUR"),
        (600, "EUR", "6.00EUR"),
        (2900, "JPY", "2900JPY"),
        (1250, "KWD", "1.25KWD"),
        (10, "KWD", "0.01KWD"),
        (LARGEST, "EUR", "999999.99EUR"),
    ],
)
def test_sum_and_currency_are_glued_together(minor, currency, text):
    assert amount_text(Money(minor, currency)) == text
    assert money_of(text) == Money(minor, currency)


@given(st.integers(0, LARGEST), st.sampled_from(sorted(EXPONENTS)))
def test_what_can_be_said_reads_the_same(minor, currency):
    money = Money(minor, currency)
    try:
        text = amount_text(money)
    except ProviderRefused:
        assert EXPONENTS[currency] == 3
        assert minor % 10
        return
    assert money_of(text) == money
    assert payable(money) == (minor > 0)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("62.7EUR", 6270),
        ("62EUR", 6200),
        ("100.00JPY", 100),
        ("1.2KWD", 1200),
        ("1.250KWD", 1250),
        ("62.750EUR", 6275),
    ],
)
def test_decimals_that_say_nothing_may_be_there_or_not(text, minor):
    assert money_of(text) == Money(minor, text[-3:])


@pytest.mark.parametrize(
    "text",
    [
        "", "EUR", "62.75", "62.75 EUR", "62,75EUR", "62.755EUR", "62.EUR", ".75EUR", "-1.00EUR",
        "+1.00EUR", "1e2EUR", "62.75eur", "62.75EURO", "62.75XXX", "62.75EUR\n", "١.00EUR",
        "1.50JPY", "1" * 13 + "EUR",
    ],
)  # fmt: skip
def test_anything_else_is_no_sum(text):
    assert money_of(text) is None


@pytest.mark.parametrize(
    ("minor", "currency"), [(0, "EUR"), (-1, "EUR"), (LARGEST + 1, "EUR"), (1251, "KWD")]
)
def test_what_the_bank_cannot_be_asked_for_is_not_offered(minor, currency):
    assert not payable(Money(minor, currency))


@pytest.mark.parametrize(("minor", "currency"), [(-1, "EUR"), (1251, "KWD")])
def test_what_two_decimals_do_not_say_is_refused(minor, currency):
    with pytest.raises(ProviderRefused):
        amount_text(Money(minor, currency))
