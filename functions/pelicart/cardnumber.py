"""Tells a card number in free text, so that none is ever kept; and checks one that is wanted."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

# Issuers' numbers begin with 2 to 6 and have 13 to 19 digits (ISO/IEC 7812-1).
_GROUPS = re.compile(r"\d+(?:[ .,:/_-]{1,3}\d+)*", re.ASCII)
_NUMBER = re.compile(r"[2-6]\d{12,18}", re.ASCII)


def looks_like_card(text: str) -> bool:
    """Whether some groups of digits in a row make up a number that passes the Luhn check."""
    for run in _GROUPS.findall(ascii_digits(text)):
        groups = re.findall(r"\d+", run)
        for first in range(len(groups)):
            if any(map(_is_number, accumulate(groups[first : first + 19]))):
                return True
    return False


def ascii_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _is_number(digits: str) -> bool:
    return bool(_NUMBER.fullmatch(digits)) and luhn(digits)


def luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 annex B."""
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
