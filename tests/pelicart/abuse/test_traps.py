import pytest

from pelicart.abuse.traps import FIELD, check_field, check_pace
from pelicart.errors import BadForm, TooFast


def test_the_field_that_nobody_sees_may_be_empty_or_missing():
    check_field({})
    check_field({FIELD: ""})


@pytest.mark.parametrize("text", ["https://spam.example", " ", "0"])
def test_a_field_filled_in_is_named(text):
    with pytest.raises(BadForm) as raised:
        check_field({FIELD: text, "name": "Ada"})
    assert raised.value.fields == {FIELD: "filled"}


@pytest.mark.parametrize(("age", "seconds"), [(2, 2), (1800, 2), (0, 0), (-1, 2), (-60, 2)])
def test_a_quote_old_enough_may_be_ordered_and_so_may_one_of_a_fast_clock(age, seconds):
    check_pace({"iat": 1000}, 1000 + age, seconds)


@pytest.mark.parametrize(("age", "seconds"), [(0, 2), (1, 2), (0, 1), (59, 60)])
def test_a_quote_ordered_at_once_was_read_by_nobody(age, seconds):
    with pytest.raises(TooFast):
        check_pace({"iat": 1000}, 1000 + age, seconds)
