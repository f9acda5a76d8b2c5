import pytest

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.standin.amounts import digits_of, shown, text_of, units_of


@pytest.mark.parametrize(
    ("units", "currency", "text"),
    [(4690, "EUR", "46.90"), (5, "EUR", "0.05"), (4690, "JPY", "4690"), (12500, "KWD", "12.500")],
)
def test_amounts_are_written_with_a_currencys_decimals_and_read_back(units, currency, text):
    digits = digits_of(currency)
    assert text_of(units, digits) == text
    assert units_of(text, digits) == units


@pytest.mark.parametrize(
    "said", [None, 12, 12.5, "", "-1", "+1", "1,00", "1e3", "1.001", "NaN", "１", " 1"]
)
def test_what_is_no_amount_is_refused(said):
    with pytest.raises(Refusal):
        units_of(said, 2)


def test_pages_part_the_thousands():
    assert shown("JPY", "1234567") == "JPY 1,234,567"
    assert shown("EUR", "1234.50") == "EUR 1,234.50"
