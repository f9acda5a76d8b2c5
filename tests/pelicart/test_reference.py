import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pelicart.reference import LETTERS, NUMBER, grouped, near, reference_of, said

NUMBERS = st.text(LETTERS, min_size=NUMBER, max_size=NUMBER)
KNOWN = "ABCD2345EFGH"
RF = reference_of(KNOWN)
ANYTHING = string.ascii_uppercase + string.digits


def swapped(text, at):
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def same_kind(one, other):
    return one.isdigit() == other.isdigit()


def as_read(character, at):
    """What the reader takes a character for: digits first, then a number without 0, 1 and 8."""
    seen, meant = ("OIB", "018") if at < 4 else ("018", "OIB")
    return character.translate(str.maketrans(seen, meant))


def read_alike(one, other):
    """Whether the reader takes one for the other, so that writing it is no slip."""
    return {one, other} in ({"O", "0"}, {"I", "1"}, {"B", "8"})


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        # By hand: A to D, 2 to 5, E to H, then RF00.
        (KNOWN, f"RF{98 - 10111213_2345_14151617_271500 % 97:02d}{KNOWN}"),
        ("539007547034", "RF18539007547034"),  # the standard's own example
    ],
)
def test_check_digits_are_those_of_the_standard(number, reference):
    assert reference_of(number) == reference


@given(NUMBERS)
def test_any_standard_reader_finds_the_reference_sound(number):
    reference = reference_of(number)
    turned = reference[4:] + reference[:4]
    assert int("".join(str(int(one, 36)) for one in turned)) % 97 == 1
    assert grouped(reference) == " ".join(reference[at : at + 4] for at in (0, 4, 8, 12))


@pytest.mark.parametrize(
    "written",
    [
        RF,
        grouped(RF),
        grouped(RF).lower(),
        "-".join(grouped(RF).split()),
        f"  {RF[:7]} {RF[7:]} ",
        f"Order {grouped(RF)}, thank you. Ada Example",
        f"/RFB/{RF}/TXT/NOTEBOOK",
        f"YOURREF{RF}ADAEXAMPLE",
        KNOWN,
        "abcd 2345 efgh",
        "abcd-2345-efgh",
        f"order {KNOWN} of monday",
        "payment ABCD 2345 EFGH Ada",
        f"payment order {grouped(RF)}",
    ],
)
def test_a_reference_is_read_from_what_a_bank_made_of_it(written):
    assert KNOWN in said(written)


@pytest.mark.parametrize("number", ["OIBOIBOIBOIB", "BOOKIOB23IOB"])
def test_nought_one_and_eight_are_read_as_the_letters_they_look_like(number):
    reference = reference_of(number)
    misread = reference[:4] + reference[4:].translate(str.maketrans("OIB", "018"))
    assert number in said(misread)
    assert number in said(grouped(misread))
    assert number in said(misread[4:])


@given(NUMBERS)
def test_letters_in_the_check_digits_are_read_as_the_digits_they_look_like(number):
    reference = reference_of(number)
    misread = "RF" + reference[2:4].translate(str.maketrans("018", "OIB")) + number
    assert said(misread) == {number}


@given(NUMBERS, st.data())
def test_every_character_mistaken_for_one_of_its_kind_is_detected(number, data):
    reference = reference_of(number)
    at = data.draw(st.integers(2, len(reference) - 1))
    wrong = data.draw(st.sampled_from(ANYTHING))
    read = as_read(wrong, at)
    if read == reference[at] or not same_kind(read, reference[at]):
        return
    slip = reference[:at] + wrong + reference[at + 1 :]
    assert said(slip) == frozenset()
    assert number not in said(grouped(slip))
    assert number in near(slip)


@given(NUMBERS, st.data())
def test_every_other_single_error_is_detected_or_read_as_no_near_number(number, data):
    """A letter for a digit: 1 in 97 passes the check digits, as a number that nobody has."""
    reference = reference_of(number)
    at = data.draw(st.integers(0, len(reference) - 1))
    wrong = data.draw(st.sampled_from(ANYTHING))
    slip = reference[:at] + wrong + reference[at + 1 :]
    if read_alike(wrong, reference[at]) or wrong == reference[at]:
        assert said(slip) == {number}
    elif at < 2:
        assert said(slip) == frozenset()
        assert number in near(slip)
    else:
        assert number not in said(slip)
        assert number in near(slip)


def test_a_letter_mistaken_for_a_digit_is_detected_by_the_check_digits_nearly_always():
    slips = [
        (number, number[:at] + wrong + number[at + 1 :])
        for start in range(200)
        for number in ["".join(LETTERS[(start * 7 + n * n * 5) % 32] for n in range(NUMBER))]
        for at in range(NUMBER)
        for wrong in LETTERS
        if not same_kind(number[at], wrong)
    ]
    passed = [one for one in slips if reference_of(one[0])[:4] == reference_of(one[1])[:4]]
    assert len(slips) > 10_000
    assert 0 < len(passed) < len(slips) / 60


@settings(deadline=None)
@given(NUMBERS)
def test_every_swap_of_neighbours_is_detected_but_m2_and_x3(number):
    reference = reference_of(number)
    for at, (one, other) in enumerate(pairwise(reference)):
        if at < 2 or one == other or read_alike(one, other):
            continue
        slip = swapped(reference, at)
        assert number not in said(slip)
        assert number in near(slip)
        if at >= 4 and {one, other} not in ({"M", "2"}, {"X", "3"}):
            assert said(slip) == frozenset()


@pytest.mark.parametrize("pair", ["M2", "X3"])
def test_the_two_swaps_that_the_standard_lets_pass_read_as_another_number(pair):
    number = f"ABCDE{pair}FGHJK"
    slip = swapped(reference_of(number), 9)
    assert said(slip) == {swapped(number, 5)}
    assert number in near(slip)


@given(NUMBERS, st.integers(0, NUMBER - 1), st.sampled_from(LETTERS))
def test_a_character_too_many_or_too_few_is_found_near(number, at, more):
    assert number in near(f"{reference_of(number)[:4]}{number[:at]}{number[at + 1 :]}")
    assert number in near(f"{reference_of(number)[:4]}{number[:at]}{more}{number[at:]}")


@pytest.mark.parametrize("text", ["", "RF", "RF18", "thank you", "RF18 ABCD 2345 EFG"])
def test_what_holds_no_reference_says_none(text):
    assert KNOWN not in said(text)


def test_two_references_in_one_text_are_both_said():
    other = "ZZZZ7777QQQQ"
    assert said(f"{RF} and {reference_of(other)}") >= {KNOWN, other}


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    for number in said(text):
        assert len(number) == NUMBER
