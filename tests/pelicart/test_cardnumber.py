import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.cardnumber import looks_like_card

VISA = "4242424242424242"


def grouped(number, by, size=4):
    return by.join(number[at : at + size] for at in range(0, len(number), size))


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        f"my card is {VISA}, thanks",
        f"5 {VISA}",
        f"{VISA} 12/29 123",
        f"1234 {grouped(VISA, ' ')}",
        "378282246310005",
        "6011 1111 1111 1117",
        "2223003122003222",
        "４２４２ ４２４２ ４２４２ ４２４２",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
        *(grouped(VISA, by) for by in (" ", "-", ".", "/", " - ", "_", ",")),
    ],
)
def test_a_card_number_is_seen(text):
    assert looks_like_card(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 rue de la Paix, 75002 Paris",
        "4242424242424241",
        "0000000000000000",
        "1234567890123",
        "+33 1 99 00 00 01",
        "A5 300 g 2026-11-23",
        "42424242" * 3,
    ],
)
def test_other_numbers_are_none(text):
    assert not looks_like_card(text)


@given(st.text())
def test_any_text_can_be_looked_at(text):
    assert looks_like_card(text) in {True, False}
