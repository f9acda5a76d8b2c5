"""A card as typed by the shopper: checked, and kept in memory for as long as sealing it takes.

There is no field for the security code anywhere: it may not be kept, be it encrypted (PCI DSS
v4.0.1, 3.3.1.2). The browser's checks in tools/seal/src/card.js are the same.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from pelicart.address import tidy
from pelicart.cardnumber import ascii_digits, luhn
from pelicart.errors import BadCard, BadRequest
from pelicart.payments.strict import strict_object, text_at

FIELDS = ("card_number", "card_expiry", "card_holder")
"""Names of the form's fields; their values go nowhere but into a `Card`."""

SIZE = 256
"""Bytes of every message, so that its length tells nothing of number or name."""

LONGEST_NAME = 60
YEARS = 20
"""No card is good for longer."""

# What people put between groups of digits, and what comes along invisibly when they paste.
_BETWEEN = re.compile(r"[\s.\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]+")
_NUMBER = re.compile(r"[0-9]{12,19}")  # ISO/IEC 7812-1 allows fewer, no issuer makes them
_EXPIRY = re.compile(
    r"(?P<m>0?[1-9]|1[0-2]) ?[/.-] ?(?P<y>20[0-9]{2}|[0-9]{2})"
    r"|(?P<m2>0[1-9]|1[0-2]) ?(?P<y2>20[0-9]{2}|[0-9]{2})"
    r"|(?P<y3>20[0-9]{2})-(?P<m3>0[1-9]|1[0-2])"
)
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_HALF_A_DAY = 12 * 3600


@dataclass(frozen=True, slots=True)
class Card:
    """A number that passes the Luhn check, the month of expiry as 2027-03, and the name on it."""

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    holder: str = field(repr=False)

    def message(self) -> bytes:
        """What is sealed: compact JSON, filled up with spaces to `SIZE` bytes."""
        data = {"number": self.number, "expiry": self.expiry, "holder": self.holder}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode().ljust(SIZE)


def read_card(form: Mapping[str, str], now: int) -> Card:
    """The card of a form; `BadCard` with a code for each wrong field, never with its value.

    Codes: missing, not-a-card (number), malformed, expired (expiry), too-long (holder).
    """
    number = _BETWEEN.sub("", ascii_digits(form.get("card_number", "")))
    written = form.get("card_expiry", "")
    expiry = _month(tidy(ascii_digits(written)))
    holder = tidy(form.get("card_holder", ""))
    wrong = {
        "card_number": _wrong_number(number),
        "card_expiry": _wrong_expiry(expiry, earliest(now)) if written.strip() else "missing",
        "card_holder": _wrong_holder(holder),
    }
    card = Card(number, expiry, holder)
    if not any(wrong.values()) and len(card.message()) > SIZE:
        wrong["card_holder"] = "too-long"
    if any(wrong.values()):
        raise BadCard({name: code for name, code in wrong.items() if code})
    return card


def card_from(message: bytes) -> Card:
    """What was sealed, read as hostile: a browser made it. `BadRequest`, without its content."""
    if len(message) != SIZE:
        raise BadRequest("no card of ours")
    data = strict_object(message)
    card = Card(text_at(data, "number"), text_at(data, "expiry"), text_at(data, "holder"))
    sound = not _wrong_number(card.number) and _MONTH.fullmatch(card.expiry)
    if set(data) != {"number", "expiry", "holder"} or not sound:
        raise BadRequest("no card of ours")
    if _wrong_holder(card.holder) or tidy(card.holder) != card.holder:
        raise BadRequest("no card of ours")
    return card


def earliest(now: int) -> str:
    """The earliest month that has not ended everywhere on earth: a card is good to its end."""
    return time.strftime("%Y-%m", time.gmtime(now - _HALF_A_DAY))


def _month(text: str) -> str:
    """The month of 3/27, 03/2027, 0327 or 2027-03, as the last; empty if it is none."""
    found = _EXPIRY.fullmatch(text)
    if not found:
        return ""
    month = found["m"] or found["m2"] or found["m3"]
    year = found["y"] or found["y2"] or found["y3"]
    return f"{year if len(year) == 4 else '20' + year}-{month.rjust(2, '0')}"


def _wrong_number(number: str) -> str:
    if not number:
        return "missing"
    return "" if _NUMBER.fullmatch(number) and luhn(number) else "not-a-card"


def _wrong_expiry(expiry: str, first: str) -> str:
    if not expiry:
        return "malformed"
    if expiry < first:
        return "expired"
    return "malformed" if int(expiry[:4]) > int(first[:4]) + YEARS else ""


def _wrong_holder(holder: str) -> str:
    if not holder:
        return "missing"
    if len(holder) > LONGEST_NAME:
        return "too-long"
    return "" if all(c.isprintable() or c in "\u200c\u200d" for c in holder) else "malformed"
