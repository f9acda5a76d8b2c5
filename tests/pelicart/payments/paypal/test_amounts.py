import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.errors import ProviderDown
from pelicart.money import EXPONENTS, LARGEST, Money
from pelicart.payments.paypal.amounts import CURRENCIES, WHOLE, chargeable, money_of, wire_text
from pelicart_infra.local.paypal import amounts as standin

CODES = st.sampled_from(sorted(CURRENCIES))


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (4690, "EUR", "46.90"),
        (5, "USD", "0.05"),
        (2900, "JPY", "2900"),
        (150000, "HUF", "1500"),
        (100, "TWD", "1"),
        (0, "EUR", "0.00"),
    ],
)
def test_an_amount_is_written_as_paypal_wants_it(minor, currency, text):
    assert wire_text(Money(minor, currency)) == text
    assert money_of(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("minor", "currency"),
    [(150050, "HUF"), (1, "TWD"), (-1, "EUR"), (100, "KWD"), (100, "ISK"), (100, "RUB")],
)
def test_what_paypal_cannot_say_is_neither_written_nor_accepted(minor, currency):
    assert wire_text(Money(minor, currency)) is None
    assert not chargeable(Money(minor, currency))


def test_nothing_to_pay_is_not_accepted():
    assert not chargeable(Money(0, "EUR"))
    assert chargeable(Money(1, "EUR"))


@given(CODES, st.integers(0, LARGEST))
def test_whatever_can_be_written_reads_as_it_was(currency, minor):
    text = wire_text(Money(minor, currency))
    if text is None:
        assert currency in WHOLE
        assert minor % 10 ** EXPONENTS[currency]
    else:
        assert money_of(text, currency) == Money(minor, currency)
        assert standin.read({"currency_code": currency, "value": text}, "") >= 0


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1,00", "EUR"),
        ("1.005", "EUR"),
        ("-1.00", "EUR"),
        ("1e3", "EUR"),
        ("", "EUR"),
        ("1.", "EUR"),
        (" 1.00", "EUR"),
        ("٣.00", "EUR"),
        ("9" * 5000, "EUR"),
        ("1.5", "JPY"),
        ("1.00", "XXX"),
        ("1.00", ""),
    ],
)
def test_what_is_no_amount_is_no_answer(text, currency):
    with pytest.raises(ProviderDown):
        money_of(text, currency)


def test_a_whole_amount_may_come_with_noughts():
    assert money_of("1500.00", "HUF") == Money(150000, "HUF")
    assert money_of("2900.0", "JPY") == Money(2900, "JPY")
    assert money_of("46.9", "EUR") == Money(4690, "EUR")


def test_the_stand_in_knows_the_same_currencies():
    assert (standin.CURRENCIES, standin.WHOLE) == (CURRENCIES, WHOLE)
