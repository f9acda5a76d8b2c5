import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.pricing.weight import HEAVIEST, MalformedWeight, grams, read_grams


@pytest.mark.parametrize(
    ("value", "weight"),
    [
        ("180 g", 180),
        ("180g", 180),
        (180, 180),
        ("1.2 kg", 1200),
        ("0.005 kg", 5),
        ("1.2000 kg", 1200),
        ("1.0 g", 1),
        (" 2 kg ", 2000),
        ("0 g", 0),
    ],
)
def test_a_weight_reads_as_grams(value, weight):
    assert grams(value) == weight


@given(st.integers(0, HEAVIEST))
def test_kilograms_and_grams_say_the_same(weight):
    assert grams(f"{weight // 1000}.{weight % 1000:03d} kg") == grams(f"{weight} g") == weight


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("180", "malformed"),
        ("180 lb", "malformed"),
        ("-1 g", "malformed"),
        ("1,2 kg", "malformed"),
        ("", "malformed"),
        ("١ g", "malformed"),
        (1.2, "malformed"),
        (True, "malformed"),
        (-5, "malformed"),
        (None, "malformed"),
        ("0.5 g", "decimals"),
        ("1.2345 kg", "decimals"),
        ("10000 kg", "large"),
        (10_000_000, "large"),
    ],
)
def test_anything_else_is_refused_with_its_reason(value, reason):
    with pytest.raises(MalformedWeight) as refused:
        grams(value)
    assert refused.value.reason == reason


def test_what_is_wrong_is_noted_with_what_to_write():
    noted = []
    assert read_grams("0.5 g", lambda *problem: noted.append(problem)) is None
    assert noted == [("0.5 g is finer than a gram.", 'Write it like "180 g" or "1.2 kg".')]
    assert read_grams("5 g", lambda *problem: noted.append(problem)) == 5
    assert len(noted) == 1
