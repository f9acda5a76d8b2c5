"""Who ordered and where it goes: fields, limits and the checks of the checkout form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from pelicart.errors import BadForm
from pelicart.region import Destination

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
_EMAIL = re.compile(r"[^\s@<>()\",;:\\]+@[^\s@<>()\",;:\\.]+(\.[^\s@<>()\",;:\\.]+)+")
_DIGITS = re.compile(r"(?:\d[ -]?){13,19}", re.ASCII)


def tidy(text: str) -> str:
    """NFC, control and invisible format characters out, runs of white space as one space.

    The zero-width joiners stay: several scripts and names need them.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if c.isspace() else c for c in composed if _allowed(c))
    return " ".join("".join(kept).split())


def _allowed(character: str) -> bool:
    if character in "‌‍" or character.isspace():
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def looks_like_card(text: str) -> bool:
    """Whether 13 to 19 digits in the text pass the Luhn check (ISO/IEC 7812-1 annex B)."""
    runs = (re.sub(r"\D", "", match[0]) for match in _DIGITS.finditer(text))
    return any(_luhn(digits) for digits in runs)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


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
    wrong |= {name: "card-number" for name, text in person.items() if looks_like_card(text)}
    if "email" not in wrong and not _EMAIL.fullmatch(person["email"]):
        wrong["email"] = "malformed"
    if "country" not in wrong and person["country"] not in countries:
        wrong["country"] = "not-served"
    if wrong:
        raise BadForm(wrong)
    return {name: text for name, text in person.items() if text}


def _missing(person: Mapping[str, str], *, needs_address: bool) -> dict[str, str]:
    asked = [*ALWAYS, *(WITH_ADDRESS if needs_address else ())]
    if needs_address and person["country"] not in NO_POSTCODE:
        asked.append("postcode")
    return {name: "missing" for name in asked if not person[name]}


def destination(person: Mapping[str, str]) -> Destination:
    """Where zones and tax rules look up this person."""
    return Destination(person.get("country", ""), person.get("postcode", ""))
