"""What a checkout can choose from: countries, ways of delivery, and ways to pay.

What isn't typed yet rules nothing out: `read_choice` and the review look again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pelicart.address import tidy
from pelicart.errors import TotalTooLarge
from pelicart.methods import Method
from pelicart.pricing.quoting import priced
from pelicart.pricing.region import EU, EVERYWHERE, Destination
from pelicart.pricing.shipping import deliveries, needs_delivery
from pelicart.quote import Delivery, PricedLine
from pelicart.settings import Shop


def served(shop: Shop, every: Collection[str]) -> tuple[str, ...]:
    """Countries that some zone delivers to, in the order of `every`, which `*` stands for."""
    regions = {region for zone in shop.zones for region in zone.to}
    if EVERYWHERE in regions:
        return tuple(every)
    countries = {region.partition(":")[0] for region in regions}
    if "EU" in countries:
        countries = countries - {"EU"} | set(EU)
    known = [country for country in every if country in countries]
    return (*known, *sorted(countries.difference(known)))


def offered(
    form: Mapping[str, str], shop: Shop, lines: Sequence[PricedLine], currency: str
) -> tuple[Delivery, ...]:
    """The ways to deliver to the country and postcode typed so far."""
    return deliveries(shop.zones, lines, typed_destination(form, lines), currency)


def typed_destination(form: Mapping[str, str], lines: Sequence[PricedLine]) -> Destination:
    """The country and postcode typed so far; files go to a country, whatever else is typed."""
    postcode = tidy(form.get("postcode", "")) if needs_delivery(lines) else ""
    return Destination(tidy(form.get("country", "")), postcode)


@dataclass(frozen=True, slots=True)
class Payable:
    """What is known of an order that is to be paid.

    `ways` are those it may be delivered by: None alone for files, nothing if they aren't known.
    """

    shop: Shop
    lines: Sequence[PricedLine]
    currency: str
    to: Destination
    ways: Sequence[Delivery | None]

    @property
    def free(self) -> bool:
        """Whether nothing can be due: then any method will do, and none is asked for."""
        prices = (way.price for way in self.ways if way)
        return not any(line.total for line in self.lines) and not any(prices)

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods that some way allows, in the merchant's order."""
        return tuple(method for method in self.shop.methods if not self.unfit(method))

    def unfit(self, method: Method) -> str:
        """Why a method can't pay for this, as a field's code; empty if it may."""
        if self.free:
            return ""
        if not method.offer.speaks(self.currency):
            return "not-in-currency"
        if not method.offer.serves(self.to):
            return "not-in-country"
        ways = [way for way in self.ways if method.offer.goes_with(way)]
        if self.ways and not ways:
            return "not-with-delivery"
        return "" if not ways or any(self._takes(method, way) for way in ways) else "not-offered"

    def _takes(self, method: Method, way: Delivery | None) -> bool:
        if not (method.offer.least or method.offer.most):
            return True
        try:
            quote = priced(self.lines, self.shop, self.currency, self.to, way, method)
        except TotalTooLarge:
            return True  # the review says that better
        return not quote.total or method.offer.takes(quote.money)
