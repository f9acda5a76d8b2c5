"""Text a shopper wants on a product: one plain line, the same bytes wherever it was typed."""

from __future__ import annotations

import unicodedata

from pelicart.cardnumber import looks_like_card

LONGEST = 100
"""Most characters of any text, whatever the extra allows."""

# Control and format characters (also those that turn the direction of writing), lone surrogates,
# private and unassigned code points, line and paragraph separators.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    """The text in Unicode's composed form (NFC), without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def fault(text: str, most: int) -> str:
    """What is wrong with a plain text, or nothing.

    `missing`, `characters`, `too-long`, or `card-number`: none may get into a cookie or an order.
    """
    if not text:
        return "missing"
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        return "characters"
    if len(text) > min(most, LONGEST):
        return "too-long"
    return "card-number" if looks_like_card(text) else ""
