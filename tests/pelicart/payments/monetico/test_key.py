import pytest

from pelicart.errors import Misconfigured
from pelicart.payments.monetico.key import usable_key

FIRST = "12345678901234567890123456789012345678"


@pytest.mark.parametrize(
    ("last", "stands_for"),
    [
        ("P0", "90"),
        ("G0", "00"),
        ("GF", "0F"),
        ("0M", "00"),
        ("FM", "F0"),
        ("aM", "a0"),
        ("00", "00"),
        ("fe", "fe"),
        ("FE", "FE"),
        ("aF", "aF"),
    ],
)
def test_the_last_two_characters_are_corrected_as_in_the_banks_kits(last, stands_for):
    assert usable_key(FIRST + last) == bytes.fromhex(FIRST + stands_for)


def test_a_usable_key_has_twenty_bytes():
    assert len(usable_key(FIRST + "P0")) == 20


@pytest.mark.parametrize(
    "written",
    [
        "",
        FIRST,
        f"{FIRST}0",
        f"{FIRST}000",
        f"{FIRST}Q0",  # becomes a colon
        f"{FIRST}PM",  # one rule or the other, never both
        f"{FIRST}g0",
        f"{FIRST}0m",
        f"{FIRST}`0",
        f"{FIRST} 0",
        f"x{FIRST[1:]}00",
        f"{FIRST}0\n",
        f" {FIRST}0",
        f"{FIRST}é0",
        f"{FIRST}１0",
        "12 34 56 78 90 12 34 56 78 90 12 34 56 7",
    ],
)
def test_what_does_not_become_a_key_is_misconfigured_and_never_quoted(written):
    with pytest.raises(Misconfigured) as wrong:
        usable_key(written)
    assert "MONETICO_KEY" in str(wrong.value)
    assert not written or written not in str(wrong.value)
