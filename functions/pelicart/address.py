"""Who ordered and where it goes: fields, limits and the checks of the checkout form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from pelicart.cardnumber import looks_like_card
from pelicart.errors import BadForm
from pelicart.pricing.region import Destination

# Field -> most characters. RFC 5321 4.5.3.1 limits an e-mail address to 254.
LIMITS = {
    "name": 100,
    "email": 254,
    "phone": 30,
    "line1": 100,
    "line2": 100,
    "postcode": 12,
    "city": 80,
    "region": 80,
    "country": 2,
    "note": 300,
}
ALWAYS = ("name", "email", "country")
WITH_ADDRESS = ("line1", "city")

# Countries without postcodes, from the Universal Postal Union's list of addressing systems.
NO_POSTCODE = frozenset(
    "AE AG AO AW BF BI BJ BO BS BW BZ CD CF CG CI CM DJ DM ER FJ GA GD GH GM GQ GY HK KI KM KN "
    "KP LY ML MO MR MW NR NU PA QA RW SB SC SL SR ST SY TD TF TG TK TL TO TV UG VU WS YE ZW".split()
)
# Zero width, and part of words in several scripts.
_JOINERS = "\u200c\u200d"
_EMAIL = re.compile(r"[^\s@<>()\",;:\\]+@[^\s@<>()\",;:\\.]+(\.[^\s@<>()\",;:\\.]+)+")
# ITU-T E.164: a plus sign, then at most 15 digits; some of them pass a card's check by chance.
_INTERNATIONAL = re.compile(r"\+(?:[ ()./-]*\d){6,15}", re.ASCII)


def tidy(text: str) -> str:
    """NFC, control and invisible format characters out, runs of white space as one space.

    The zero-width joiners stay: several scripts and names need them.
    """
    kept = "".join(" " if c.isspace() else c for c in text if _allowed(c))
    # Last, for what stood between a letter and its accent may be gone now.
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _allowed(character: str) -> bool:
    if character in _JOINERS or character.isspace():
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def read_person(
    form: Mapping[str, str], countries: Collection[str], *, needs_address: bool
) -> dict[str, str]:
    """The personal data of an order, tidied; `BadForm` with a code for each wrong field.

    Codes: missing, too-long, malformed, not-served (country) and card-number, so that no card
    number typed into a free field is ever stored.
    """
    person = {name: tidy(form.get(name, "")) for name in LIMITS}
    if not needs_address:
        person |= dict.fromkeys(("line1", "line2", "postcode", "city", "region"), "")
    wrong = _missing(person, needs_address=needs_address)
    wrong |= {name: "too-long" for name, most in LIMITS.items() if len(person[name]) > most}
    wrong |= {
        name: "card-number"
        for name, text in person.items()
        if name not in wrong and _holds_card(name, text)
    }
    if "email" not in wrong and not _EMAIL.fullmatch(person["email"]):
        wrong["email"] = "malformed"
    if "country" not in wrong and person["country"] not in countries:
        wrong["country"] = "not-served"
    if wrong:
        raise BadForm(wrong)
    return {name: text for name, text in person.items() if text}


def _holds_card(field: str, text: str) -> bool:
    phone = field == "phone" and _INTERNATIONAL.fullmatch(text)
    return not phone and looks_like_card(text)


def _missing(person: Mapping[str, str], *, needs_address: bool) -> dict[str, str]:
    asked = [*ALWAYS, *(WITH_ADDRESS if needs_address else ())]
    if needs_address and person["country"] not in NO_POSTCODE:
        asked.append("postcode")
    return {name: "missing" for name in asked if not person[name]}


def destination(person: Mapping[str, str]) -> Destination:
    """Where zones and tax rules look up this person."""
    return Destination(person.get("country", ""), person.get("postcode", ""))
