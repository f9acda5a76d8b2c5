import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import NOW
from tests.pelicart.cards import ADA, EXPIRIES, FIRST, FORM, HOLDERS, NUMBERS, VISA

from pelicart.card import SIZE, Card, card_from, earliest, read_card
from pelicart.errors import BadCard, BadRequest


def wrong(**fields):
    with pytest.raises(BadCard) as refused:
        read_card({**FORM, **fields}, NOW)
    return refused.value.fields


@pytest.mark.parametrize(
    ("field", "cases"),
    [("number", NUMBERS), ("expiry", EXPIRIES), ("holder", HOLDERS)],
)
def test_a_card_is_read_however_it_was_typed(field, cases):
    for typed, meant in cases.items():
        if meant is None:
            assert set(wrong(**{f"card_{field}": typed})) == {f"card_{field}"}
        else:
            assert getattr(read_card({**FORM, f"card_{field}": typed}, NOW), field) == meant


def test_every_field_that_is_wrong_is_told_at_once_and_by_code_alone():
    assert wrong(card_number="", card_expiry="", card_holder="") == {
        "card_number": "missing",
        "card_expiry": "missing",
        "card_holder": "missing",
    }
    assert wrong(card_number=VISA[:-1] + "1", card_expiry="12/26") == {
        "card_number": "not-a-card",
        "card_expiry": "expired",
    }
    with pytest.raises(BadCard):
        read_card({}, NOW)


def test_a_card_is_good_to_the_end_of_its_month_wherever_the_shopper_is():
    first = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp())
    assert earliest(first + 11 * 3600) == "2027-02"
    assert earliest(first + 12 * 3600) == "2027-03"
    assert earliest(NOW) == FIRST


def test_a_number_shows_in_no_repr_and_no_error():
    assert VISA not in repr(ADA)
    assert "Ada" not in repr(ADA)
    with pytest.raises(BadCard) as refused:
        read_card({**FORM, "card_expiry": "never"}, NOW)
    assert not {VISA, "never", "Ada"} & set(str(vars(refused.value)).split("'"))


def test_every_message_is_as_long_as_the_next():
    cards = [ADA, Card("1" * 19, "2027-03", "漢" * 60), Card("4" * 12, "2027-03", "A")]
    assert {len(card.message()) for card in cards} == {SIZE}
    assert json.loads(ADA.message()) == {
        "number": VISA,
        "expiry": "2027-03",
        "holder": "Ada Example",
    }


def test_what_was_sealed_is_read_back():
    assert card_from(ADA.message()) == ADA


@pytest.mark.parametrize(
    "message",
    [
        b"",
        ADA.message()[:-1],
        b"x".ljust(SIZE),
        b"[]".ljust(SIZE),
        b'{"number":"4242424242424242"}'.ljust(SIZE),
        b'{"number":4242424242424242,"expiry":"2027-03","holder":"A"}'.ljust(SIZE),
        b'{"number":"4242424242424241","expiry":"2027-03","holder":"A"}'.ljust(SIZE),
        b'{"number":"4242424242424242","expiry":"2027-13","holder":"A"}'.ljust(SIZE),
        b'{"number":"4242424242424242","expiry":"2027-03","holder":""}'.ljust(SIZE),
        b'{"number":"4242424242424242","expiry":"2027-03","holder":"\\u001b[2J"}'.ljust(SIZE),
        b'{"number":"4242424242424242","expiry":"2027-03","holder":"A\\nB"}'.ljust(SIZE),
        b'{"number":"4242424242424242","expiry":"2027-03","holder":"A","cvc":"123"}'.ljust(SIZE),
        b'{"number":"4242424242424242","expiry":"2027-03","expiry":"2027-04","holder":"A"}'.ljust(
            SIZE
        ),
    ],
)
def test_anything_else_that_was_sealed_is_no_card_and_is_not_quoted(message):
    with pytest.raises(BadRequest) as refused:
        card_from(message)
    assert "4242" not in str(refused.value)


@given(st.binary(min_size=SIZE, max_size=SIZE))
def test_any_bytes_can_be_looked_at(message):
    with pytest.raises(BadRequest):
        card_from(message)
