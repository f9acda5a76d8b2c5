"""Weight in whole grams, from the text a merchant writes."""

from __future__ import annotations

import re
from collections.abc import Callable

from pelicart.errors import PelicartError

HEAVIEST = 9_999_999
"""Most grams that one weight may be: nearly ten tonnes."""

_UNITS = {"g": 0, "kg": 3}
_WRITTEN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))? ?(g|kg)", re.ASCII)

_WHAT = {
    "decimals": "{} is finer than a gram.",
    "large": "{} is heavier than anything that is shipped.",
    "malformed": "{!r} is no weight.",
}


class MalformedWeight(PelicartError):
    """What is no weight; `reason` is malformed, decimals or large."""

    code = "malformed-weight"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.reason = reason


def grams(value: object) -> int:
    """Grams of `180 g`, `1.2 kg` or a bare whole number of grams; never through a float."""
    bare = isinstance(value, int) and not isinstance(value, bool)
    text = f"{value} g" if bare else value if isinstance(value, str) else ""
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        raise MalformedWeight("malformed", str(value))
    whole, decimals, places = match[1], (match[2] or "").rstrip("0"), _UNITS[match[3]]
    if len(decimals) > places:
        raise MalformedWeight("decimals", str(value))
    weight = int(whole + decimals.ljust(places, "0"))
    if weight > HEAVIEST:
        raise MalformedWeight("large", str(value))
    return weight


def read_grams(value: object, note: Callable[[str, str], None]) -> int | None:
    """Grams, or None with what is wrong and what to write given to `note`."""
    try:
        return grams(value)
    except MalformedWeight as wrong:
        note(_WHAT[wrong.reason].format(value), 'Write it like "180 g" or "1.2 kg".')
        return None
