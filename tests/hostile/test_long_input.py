"""The longest input that is let in is read or refused at once: no time grows with its square."""

from urllib.parse import quote_plus

import pytest
from tests.hostile.target import Tally
from tests.hostile.targets import TARGETS

LONGEST = 32 * 1024
PATTERNS = [
    "a", "1", " ", "4 ", "42-", "%", "%41", "%00", "+", "&", "&a=1", "=", "a=", ";", ",", "t=1,",
    "v1=" + "a" * 64 + ",", ".", "a.", "/", "\\", '"', "'", "<", "{", "[", '{"a":', "[[],",
    "\\u00e9", "é", "e\u0301", "\u0301", "\u0316\u0301", "\u200d", "\u202e", "٣", "|", ":", "~",
    "|MUG::1:", "@", "a@", "a@a.", "\n", "\r\n", "\x00", "-", "(1)", "+1 (", "A" * 63 + "-",
    "*a=", "tr_",
]  # fmt: skip
FIELDS = {
    "forms of the cart": ("sku", "quantity", "text.NAME", "option.Colour", "quantity.0", "remove"),
    "forms of the checkout": ("name", "email", "phone", "note", "postcode", "country", "method"),
    "forms with a card": ("card_number", "card_expiry", "card_holder"),
    "quotes posted back": ("lines", "name", "method"),
}


def inputs(target):
    """The pattern alone, after something genuine, and within it; and in each field of a form."""
    seed = target.seeds[0]
    for pattern in PATTERNS:
        run = (pattern.encode() * LONGEST)[:LONGEST]
        yield run
        yield seed + run[: LONGEST - len(seed)]
        half = len(seed) // 2
        yield seed[:half] + run[: LONGEST - len(seed)] + seed[half:]
        for name in FIELDS.get(target.kind, ()):
            field, typed = f"&{name}=".encode(), quote_plus(pattern).encode()
            typed *= (LONGEST - len(seed) - len(field)) // len(typed)
            others = b"&".join(p for p in seed.split(b"&") if not p.startswith(field[1:]))
            yield others + field + typed


@pytest.mark.parametrize("kind", TARGETS)
def test_a_long_run_of_anything_is_read_or_refused_in_no_time(kind, counted):
    tally = Tally(kind)
    with counted(tally):
        for data in inputs(TARGETS[kind]):
            tally.tries(TARGETS[kind], data)
