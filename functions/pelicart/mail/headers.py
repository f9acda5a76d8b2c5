"""Fields of a mail's head, written down so that any program reads back what was meant.

Python's own folding of text that isn't ASCII loses spaces between its parts.
"""

from __future__ import annotations

import unicodedata
from email.header import Header
from email.policy import Policy
from email.utils import quote
from typing import Any

LONGEST = 250
"""Characters of a subject or a name; the rest is cut off."""

WIDTH = 70
"""Characters of a line; an encoded word has 75 at most (RFC 2047)."""


class Field(str):
    """A field's value in its final form, as the email package wants it; `name` is the field's."""

    __slots__ = ("name",)
    name: str

    def fold(self, *, policy: Policy[Any]) -> str:
        """The whole field."""
        return f"{self.name}: {self}{policy.linesep}"


def field(name: str, value: str) -> Field:
    """A value that is ASCII and short, or an address."""
    made = Field(value)
    made.name = name
    return made


def text_field(name: str, text: str) -> Field:
    """Text of any script; `ValueError` for a control character, which could end the line."""
    return field(name, _encoded(_line(text), len(name) + 2))


def address_field(name: str, address: str, person: str = "") -> Field:
    """An address that can be said, after the name of its owner."""
    person = _line(person)
    if not person:
        return field(name, address)
    plain = person.isascii() and "=?" not in person
    shown = f'"{quote(person)}"' if plain else _encoded(person, len(name) + 2)
    return field(name, f"{shown}\r\n <{address}>")


def _line(text: str) -> str:
    if any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} for one in text):
        raise ValueError("a control character in a header")
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _encoded(text: str, begun: int) -> str:
    """Encoded words where it isn't ASCII, or looks like one; folded."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    header = Header(text, charset, maxlinelen=WIDTH, header_name="x" * (begun - 2))
    return header.encode(linesep="\r\n")
