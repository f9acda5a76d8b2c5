"""In which countries the shopper may withdraw from the contract, and for how long: `withdrawal`.

Directive (EU) 2023/2673 puts article 11a into the Consumer Rights Directive (2011/83/EU): shops
have an online function for it, open as long as the shopper may withdraw.
"""

from __future__ import annotations

from dataclasses import dataclass

from pelicart.pricing.region import read_regions
from pelicart.reading import Reader

USUAL_DAYS, MOST_DAYS = 14, 60
USUAL_DELIVERY, MOST_DELIVERY = 30, 60
"""Nobody tells the shop when goods arrived: article 18 has them there within 30 days.

An order's link is good for no longer than the most of both (`pelicart.tokens.LIVES`).
"""

COUNTRIES = ("EU", "IS", "LI", "NO")
"""The European Economic Area."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """So many `days` from delivery, for which `delivery` days are allowed, in these regions."""

    days: int = USUAL_DAYS
    delivery: int = USUAL_DELIVERY
    countries: tuple[str, ...] = COUNTRIES


def read_withdrawal(reader: Reader) -> Withdrawal:
    """The settings' table `withdrawal`; problems are noted. `days` of 0 switch it off."""
    regions = read_regions(reader, "countries") if reader.has("countries") else COUNTRIES
    terms = Withdrawal(
        days=reader.integer("days", USUAL_DAYS, most=MOST_DAYS),
        delivery=reader.integer("delivery", USUAL_DELIVERY, most=MOST_DELIVERY),
        countries=regions,
    )
    reader.raw("countries")
    reader.done()
    return terms
