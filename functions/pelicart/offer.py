"""To whom a way to pay is offered, at what fee, and under what name: any method's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pelicart.catalogue import Prices
from pelicart.money import Money
from pelicart.pricing.fee import FeeRule, read_fee
from pelicart.pricing.region import Destination, covers, read_regions
from pelicart.quote import Delivery
from pelicart.reading import Reader

DELIVERIES = ("any", "pickup", "carried")
"""Which orders a method is for: any, those collected at the shop, those brought to the shopper."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Limits of a method, and its fee; what is empty limits nothing.

    `countries` are regions as of shipping zones. `least` and `most`, in minor units by currency,
    bound the total with the fee in it; a currency that they leave out is not bounded.
    """

    countries: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    least: Prices = field(default_factory=dict)
    most: Prices = field(default_factory=dict)
    deliveries: str = DELIVERIES[0]
    fee: FeeRule = field(default_factory=FeeRule)

    def speaks(self, currency: str) -> bool:
        """Whether it takes this currency."""
        return not self.currencies or currency in self.currencies

    def serves(self, to: Destination) -> bool:
        """Whether it is offered there; a country not yet known, or a postcode, may still be."""
        return not (self.countries and to.country) or covers(self.countries, to)

    def goes_with(self, delivery: Delivery | None) -> bool:
        """Whether it suits this delivery; None stands for files alone, which nobody hands over."""
        if self.deliveries == "any":
            return True
        return delivery is not None and delivery.pickup == (self.deliveries == "pickup")

    def takes(self, total: Money) -> bool:
        """Whether this total is within its limits."""
        least, most = self.least.get(total.currency), self.most.get(total.currency)
        return (least is None or total.minor >= least) and (most is None or total.minor <= most)


def read_offer(reader: Reader, currencies: Sequence[str]) -> Offer:
    """The limits and the fee of a method; `currencies` are the shop's."""
    own = _currencies(reader, currencies)
    # Asked for in any case, so that the key is a known one.
    countries = read_regions(reader, "countries") if reader.has("countries") else ()
    reader.raw("countries")
    least, most = reader.prices("least", currencies), reader.prices("most", currencies)
    for currency in least.keys() & most.keys():
        if least[currency] > most[currency]:
            what = f"least is more than most in {currency}, so nothing can be paid."
            reader.problem(("least",), what, "Write a smaller one.")
    return Offer(
        countries=countries,
        currencies=own,
        least=least,
        most=most,
        deliveries=reader.choice("deliveries", DELIVERIES, DELIVERIES[0]),
        fee=read_fee(reader, currencies, own or currencies),
    )


def _currencies(reader: Reader, shop: Sequence[str]) -> tuple[str, ...]:
    written = reader.texts("currencies")
    for index, currency in enumerate(written):
        if currency not in shop:
            remedy = f'SHOP["currencies"] lists {", ".join(shop)}.'
            what = f"{currency!r} is not a currency of this shop."
            reader.problem(("currencies", index), what, remedy)
    return tuple(currency for currency in written if currency in shop)


def read_label(reader: Reader, languages: Sequence[str]) -> dict[str, str]:
    """The merchant's own name for a method: one text, or a table by language of the shop."""
    if not isinstance(reader.raw("label"), Mapping):
        label = reader.text("label")
        return {"": label} if label else {}
    table = reader.table("label")
    labels = {language: table.text(language) for language in languages}
    table.done()
    return {language: label for language, label in labels.items() if label}
