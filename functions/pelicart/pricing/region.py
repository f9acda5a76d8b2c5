"""Places a zone or a tax rule applies to: countries, optionally by the start of the postcode."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pelicart.reading import Reader

# European Union member states, ISO 3166-1 (Greece is GR; Northern Ireland is written GB:BT).
EU = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
).split()  # fmt: skip
EVERYWHERE = "*"
_WRITTEN = re.compile(r"(?:\*|EU|(?!EU)[A-Z]{2}(?::[A-Z0-9]{1,8})?)", re.ASCII)

_MISTAKEN = {"UK": "GB", "EL": "GR"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an order goes: ISO 3166-1 alpha-2 country and postcode as typed."""

    country: str
    postcode: str = ""

    @property
    def folded(self) -> str:
        """Postcode without spaces and dashes, in capitals."""
        return re.sub(r"[\s-]", "", self.postcode).upper()


def is_region(text: str) -> bool:
    """Whether text reads `FR`, `FR:97` (postcode prefix), `EU` or `*`."""
    return bool(_WRITTEN.fullmatch(text))


def read_regions(reader: Reader, key: str = "to") -> tuple[str, ...]:
    """The regions listed under a key, at least one; what is no region is noted and left out."""
    regions = reader.texts(key)
    if not regions:
        reader.problem((key,), f"{key} is missing.", 'List where it applies, such as ["FR", "EU"].')
    for index, region in enumerate(regions):
        country = region.partition(":")[0]
        if not is_region(region):
            remedy = 'Write a country ("FR"), the start of a postcode ("FR:97"), "EU" or "*".'
            reader.problem((key, index), f"{region!r} is no region.", remedy)
        elif country in _MISTAKEN:
            remedy = f"Write {_MISTAKEN[country]}."
            reader.problem((key, index), f"{country} is no ISO 3166 country.", remedy)
    return tuple(filter(is_region, regions))


def note_repeated(reader: Reader, regions: Iterable[Sequence[str]], key: str) -> None:
    """Notes each region that an earlier table of the list under `key` already has."""
    seen: set[str] = set()
    for index, some in enumerate(regions):
        for region in some:
            if region in seen:
                remedy = "Leave it in one of them."
                reader.problem((key, index), f"{region} stands in an earlier one too.", remedy)
            seen.add(region)


def covers(regions: Iterable[str], to: Destination) -> bool:
    """Whether any region has this destination in it; a postcode not yet known speaks for it."""
    known = regions if to.folded else (region.partition(":")[0] for region in regions)
    return any(_precision(region, to) for region in known)


def _precision(region: str, destination: Destination) -> int:
    """How closely a region fits: 0 not at all, then `*`, `EU`, country, longest postcode prefix."""
    country, _, prefix = region.partition(":")
    if region == EVERYWHERE:
        return 1
    if region == "EU":
        return 2 if destination.country in EU else 0
    fits = country == destination.country and destination.folded.startswith(prefix)
    return 3 + len(prefix) if fits else 0


def most_precise(candidates: Iterable[tuple[Sequence[str], T]], to: Destination) -> T | None:
    """The candidate one of whose regions fits most closely; the earlier one on a tie."""
    best: T | None = None
    best_precision = 0
    for regions, candidate in candidates:
        precision = max((_precision(region, to) for region in regions), default=0)
        if precision > best_precision:
            best, best_precision = candidate, precision
    return best
