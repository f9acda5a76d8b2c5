import pytest

from pelicart.errors import ProviderDown
from pelicart.money import Money
from pelicart.payments.mollie.amounts import CURRENCIES, money_of, payable, wire_amount


@pytest.mark.parametrize(
    ("minor", "currency", "value"),
    [
        (4690, "EUR", "46.90"),
        (5, "EUR", "0.05"),
        (100, "HUF", "1.00"),
        (2900, "JPY", "2900"),
        (7, "ISK", "7"),
        (99_999_999, "CHF", "999999.99"),
    ],
)
def test_an_amount_has_all_decimals_of_its_currency(minor, currency, value):
    assert wire_amount(Money(minor, currency)) == {"currency": currency, "value": value}


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
@pytest.mark.parametrize("minor", [1, 99, 100, 4690, 99_999_999])
def test_an_amount_comes_back_as_it_went(currency, minor):
    assert money_of(wire_amount(Money(minor, currency))) == Money(minor, currency)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "46.90",
        {},
        {"currency": "EUR"},
        {"currency": "EUR", "value": 46.9},
        {"currency": "EUR", "value": "-1.00"},
        {"currency": "EUR", "value": "1,00"},
        {"currency": "EUR", "value": "1.001"},
        {"currency": "EUR", "value": "1e3"},
        {"currency": "EUR", "value": ""},
        {"currency": "eur", "value": "1.00"},
        {"currency": "XXX", "value": "1.00"},
        {"currency": ["EUR"], "value": "1.00"},
        {"currency": "JPY", "value": "1.00"},
    ],
    ids=str,
)
def test_what_is_no_amount_is_no_answer(said):
    with pytest.raises(ProviderDown):
        money_of(said)


@pytest.mark.parametrize(
    ("total", "known"),
    [
        (Money(1, "EUR"), True),
        (Money(1, "JPY"), True),
        (Money(0, "EUR"), False),
        (Money(-1, "EUR"), False),
        (Money(100, "XAF"), False),
        (Money(1000, "KWD"), False),
    ],
)
def test_a_method_is_offered_for_what_mollie_knows(total, known):
    assert payable(total) == known
