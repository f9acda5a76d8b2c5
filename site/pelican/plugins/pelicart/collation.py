"""In which order a language names the countries: letters with accents have their own places."""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path(__file__).with_name("collation.txt")
"""A language and its codes on each line; written by tools/collation.py."""


def order_of(language: str) -> dict[str, int]:
    """The place of each country's code; English order for a language that isn't known."""
    lines = dict(line.split(" ") for line in FILE.read_text("ascii").splitlines())
    codes = lines.get(re.split("[-_]", language)[0], lines["en"])
    return {codes[at : at + 2]: at for at in range(0, len(codes), 2)}
