"""An order's creditor reference by ISO 11649, and the order numbers that a bank's text may mean.

`RF`, two check digits, and the order number. The check digits are ISO 7064's MOD 97-10 over the
reference with `RF` and they themselves at its end, A to Z as 10 to 35. They give away any letter
written as another letter, digit as another digit, and neighbours swapped, but for M beside 2 and X
beside 3; a letter written as a digit passes once in 97 times. What passes names no order that there
is, so whoever looks for one finds none, and sees what is near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""What order numbers are made of (RFC 4648, base 32)."""

NUMBER = 12
"""Characters of an order number."""

_AS_LETTERS = str.maketrans("018", "OIB")
"""Order numbers have no 0, 1 or 8: whoever wrote one has read the letter that looks like it."""
_AS_DIGITS = str.maketrans("OIB", "018")
_RF = re.compile(rf"(?=RF([A-Z0-9]{{2}})([A-Z0-9]{{{NUMBER}}}))", re.ASCII)


def reference_of(number: str) -> str:
    """The reference of an order number, without spaces: RF18ABCD2345EFGH has 16 characters."""
    return f"RF{_check(number)}{number}"


def grouped(reference: str) -> str:
    """In fours, as people copy it."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def said(text: str) -> frozenset[str]:
    """Order numbers that a bank, or the merchant's own typing, has in a text.

    Each is in a reference whose check digits agree, or stands by itself, without any. Words that
    happen to have the length of a number are among them.
    """
    words = _words(text)
    references = [(match[1], _letters(match[2])) for match in _RF.finditer("".join(words))]
    right = {
        number for check, number in references if check.translate(_AS_DIGITS) == _check(number)
    }
    wrong = {number for _, number in references} - right
    return frozenset(right | (set(_alone(words)) - wrong))


def near(text: str) -> frozenset[str]:
    """Every order number that is at most one slip away from somewhere in a text.

    A slip is a character too many, one too few, a wrong one, or two neighbours swapped.
    """
    whole = _letters("".join(_words(text)))
    parts = (whole[at : at + NUMBER + 1] for at in range(len(whole)))
    return frozenset(number for part in parts for number in _slips(part))


def _check(number: str) -> str:
    """The two check digits, 02 to 98."""
    digits = "".join(str(int(character, 36)) for character in f"{number}RF00")
    return f"{98 - int(digits) % 97:02d}"


def _words(text: str) -> list[str]:
    return re.findall("[A-Z0-9]+", text.upper(), re.ASCII)


def _letters(text: str) -> str:
    return text.translate(_AS_LETTERS)


def _alone(words: Sequence[str]) -> Iterator[str]:
    """Numbers that are a word, or several words one after another."""
    for start in range(len(words)):
        joined = ""
        for word in words[start:]:
            joined += word
            if len(joined) >= NUMBER:
                break
        if len(joined) == NUMBER:
            yield _letters(joined)


def _slips(seen: str) -> Iterator[str]:
    """The numbers that the beginning of `seen`, of up to a character more, may have been."""
    same, less = seen[:NUMBER], seen[: NUMBER - 1]
    if len(same) == NUMBER:
        yield from (same[:at] + one + same[at + 1 :] for at in range(NUMBER) for one in LETTERS)
        yield from (_swapped(same, at) for at in range(NUMBER - 1))
    if len(seen) > NUMBER:
        yield from (seen[:at] + seen[at + 1 :] for at in range(NUMBER + 1))
    if len(less) == NUMBER - 1:
        yield from (less[:at] + one + less[at:] for at in range(NUMBER) for one in LETTERS)


def _swapped(text: str, at: int) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
