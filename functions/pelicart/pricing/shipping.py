"""Ways of delivery: zones of regions, and in each zone rates by weight, by order value or flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pelicart.catalogue import Prices
from pelicart.pricing.region import EVERYWHERE, Destination, most_precise
from pelicart.quote import Delivery, PricedLine

Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """One way of delivery; in a currency it has no price for, it isn't offered.

    Exactly one of the three price lists is filled: `flat`; `by_weight`, ascending pairs of the
    most grams and the prices up to them; `by_value`, for each currency ascending pairs of the
    least order value and the price from there on. From an order value of `free_from` it is free.
    `heaviest` is the most grams it takes.
    """

    code: str
    name: str
    flat: Prices = field(default_factory=dict)
    by_weight: tuple[tuple[int, Prices], ...] = ()
    by_value: Mapping[str, tuple[Band, ...]] = field(default_factory=dict)
    free_from: Prices = field(default_factory=dict)
    pickup: bool = False
    heaviest: int | None = None

    def price(self, value: int, weight: int, currency: str) -> int | None:
        """Minor units for an order of this value and weight; None if this rate won't take it."""
        if self.heaviest is not None and weight > self.heaviest:
            return None
        price = self._listed(value, weight, currency)
        free = currency in self.free_from and value >= self.free_from[currency]
        return 0 if free and price is not None else price

    def _listed(self, value: int, weight: int, currency: str) -> int | None:
        if self.by_weight:
            bands = (prices for most, prices in self.by_weight if weight <= most)
            return next(bands, {}).get(currency)
        if self.by_value:
            reached = [price for least, price in self.by_value.get(currency, ()) if value >= least]
            return reached[-1] if reached else None
        return self.flat.get(currency)


@dataclass(frozen=True, slots=True)
class Zone:
    """The regions that share their rates, in the merchant's order."""

    name: str
    to: tuple[str, ...]
    rates: tuple[Rate, ...]


def everywhere_free(currencies: Sequence[str]) -> Zone:
    """The zone of a shop that says nothing of shipping; its rate has no name but the template's."""
    return Zone("", (EVERYWHERE,), (Rate("delivery", "", dict.fromkeys(currencies, 0)),))


def needs_delivery(lines: Sequence[PricedLine]) -> bool:
    """Whether anything in these lines is more than a file."""
    return any(line.digital is None for line in lines)


def deliveries(
    zones: Sequence[Zone], lines: Sequence[PricedLine], to: Destination, currency: str
) -> tuple[Delivery, ...]:
    """The ways these lines can go there; none if no zone or rate takes them, or none is needed."""
    zone = most_precise(((zone.to, zone) for zone in zones), to)
    if zone is None or not needs_delivery(lines):
        return ()
    value = sum(line.total for line in lines)
    weight = sum(line.quantity * line.weight for line in lines if line.digital is None)
    priced = ((rate, rate.price(value, weight, currency)) for rate in zone.rates)
    return tuple(
        Delivery(rate.code, rate.name, price, rate.pickup)
        for rate, price in priced
        if price is not None
    )
