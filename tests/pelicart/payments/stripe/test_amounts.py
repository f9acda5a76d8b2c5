import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.errors import ProviderRefused
from pelicart.money import EXPONENTS, Money
from pelicart.payments.stripe.amounts import LARGEST, chargeable, money_of, wire_amount

CURRENCIES = sorted(EXPONENTS)


@pytest.mark.parametrize(
    ("minor", "currency", "wire"),
    [
        (1250, "EUR", 1250),
        (1250, "JPY", 1250),
        (12500, "KWD", 12500),
        (5, "ISK", 500),
        (5, "UGX", 500),
        (700, "MGA", 7),
        (0, "EUR", 0),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(minor, currency, wire):
    assert wire_amount(Money(minor, currency)) == wire
    assert money_of(wire, currency.lower()) == Money(minor, currency)


@pytest.mark.parametrize(
    ("minor", "currency"),
    [(12501, "KWD"), (1, "BHD"), (9999, "TND"), (150, "MGA"), (1000, "IQD"), (1000, "KPW")],
)
def test_a_sum_that_stripe_cannot_express_has_no_amount(minor, currency):
    assert wire_amount(Money(minor, currency)) is None
    assert not chargeable(Money(minor, currency))


@given(st.sampled_from(CURRENCIES), st.integers(0, 10**8))
def test_every_amount_comes_back_as_the_money_it_was(currency, minor):
    wire = wire_amount(Money(minor, currency))
    assert wire is None or money_of(wire, currency.lower()) == Money(minor, currency)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_no_currency_is_charged_nothing_or_more_than_eight_digits(currency):
    assert not chargeable(Money(0, currency))
    assert not chargeable(Money(LARGEST + 1, currency)) or currency == "MGA"
    assert not chargeable(Money(100 * (LARGEST + 1), currency))


@pytest.mark.parametrize(
    ("minor", "currency"),
    [(50, "EUR"), (30, "GBP"), (1500, "CZK"), (17500, "HUF"), (50, "JPY"), (1000, "MXN")],
)
def test_the_smallest_charge_of_a_currency_is_taken_and_one_unit_less_is_not(minor, currency):
    assert chargeable(Money(minor, currency))
    assert not chargeable(Money(minor - 1, currency))


def test_the_largest_charge_counts_in_stripes_units():
    assert chargeable(Money(99_999_999, "EUR"))
    assert chargeable(Money(999_999, "ISK"))
    assert not chargeable(Money(1_000_000, "ISK"))


@pytest.mark.parametrize(("amount", "currency"), [(1050, "isk"), (1, "ugx"), (100, "xxx"), (1, "")])
def test_an_answer_in_money_that_is_none_is_refused(amount, currency):
    with pytest.raises(ProviderRefused):
        money_of(amount, currency)
