"""Cards and keys for tests, and how forms may spell a card: for both ends of sealing."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from pelicart.card import Card
from pelicart.cardkey import named_key
from pelicart.seal import point_of

VISA = "4242424242424242"
ADA = Card(VISA, "2027-03", "Ada Example")
FORM = {"card_number": "4242 4242 4242 4242", "card_expiry": "03/27", "card_holder": "Ada Example"}
FIRST = "2027-01"
"""The month of `build.NOW`."""

PRIVATE = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
KEY = named_key("2027-01", point_of(PRIVATE))
OTHER = ec.derive_private_key(0xBEEF, ec.SECP256R1())

NUMBERS = {
    VISA: VISA,
    " 4242\u00a04242-4242.4242 ": VISA,
    "4242\u20114242\u200b42424242": VISA,
    "３７８２８２２４６３１０００５": "378282246310005",
    "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢": VISA,
    "630495060000000000": "630495060000000000",
    "501800000009": "501800000009",
    "6304950600000001": None,
    "4242424242424241": None,
    "42424242": None,
    "42424242424242424242": None,
    "4242/4242/4242/4242": None,
    "my card": None,
    "4242424242424242x": None,
    "": None,
    "  ": None,
}
"""Typed -> number, or None where it is refused."""

EXPIRIES = {
    "03/27": "2027-03",
    "3/27": "2027-03",
    " 03 / 2027 ": "2027-03",
    "03-27": "2027-03",
    "3.2027": "2027-03",
    "0327": "2027-03",
    "032027": "2027-03",
    "03 27": "2027-03",
    "2027-03": "2027-03",
    "01/27": "2027-01",
    "12/47": "2047-12",
    "٠٣/٢٧": "2027-03",
    "12/26": None,
    "01/48": None,
    "13/27": None,
    "00/27": None,
    "327": None,
    "2027/03": None,
    "202703": None,
    "03/1927": None,
    "March 27": None,
    "": None,
    " ": None,
}

HOLDERS = {
    "Ada Example": "Ada Example",
    "  Ada \t Example ": "Ada Example",
    "Zoë O’Néill-Łukasz": "Zoë O’Néill-Łukasz",
    "Zoe\u0308": "Zoë",
    "李小龍": "李小龍",
    'A "B" \\ C': 'A "B" \\ C',
    "A\u202eB": "AB",
    "x" * 60: "x" * 60,
    "x" * 61: None,
    "漢" * 60: "漢" * 60,
    "😀" * 60: None,
    "\\" * 60: "\\" * 60,
    "": None,
    " \u200b ": None,
}
