import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.cart.engraving import LONGEST, fault, plain


def test_text_is_composed_and_loses_the_spaces_around_it():
    assert plain("  Rene\u0301e ") == "Ren\u00e9e"


@given(st.text())
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["Ada", "Renée 1994", "漢字", 'Tom & "Jerry" <b>', "%7C|:~;,"])
def test_letters_marks_and_signs_may_be_engraved(text):
    assert fault(text, LONGEST) == ""


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\n",
        "\t",
        "\x7f",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\ud800",
        "\ue000",
    ],
    ids=ascii,
)
def test_control_format_and_nameless_characters_may_not(character):
    assert fault(f"a{character}b", LONGEST) == "characters"


def test_the_extra_and_the_cart_both_limit_the_length():
    assert fault("abc", 3) == ""
    assert fault("abcd", 3) == "too-long"
    assert fault("a" * LONGEST, 1000) == ""
    assert fault("a" * (LONGEST + 1), 1000) == "too-long"


def test_nothing_to_engrave_is_missing():
    assert fault("", 10) == "missing"
