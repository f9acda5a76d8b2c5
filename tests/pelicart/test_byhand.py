import pytest

from pelicart.byhand import is_iban

IBAN = "FR14 2004 1010 0505 0001 3M02 606"  # the example of the SWIFT registry


@pytest.mark.parametrize("digit", range(4, 27))
def test_a_wrong_digit_in_an_iban_is_seen(digit):
    folded = IBAN.replace(" ", "")
    wrong = "7" if folded[digit] != "7" else "8"
    assert is_iban(folded)
    assert is_iban(IBAN)
    assert not is_iban(folded[:digit] + wrong + folded[digit + 1 :])
