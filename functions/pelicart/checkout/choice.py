"""What the checkout form chooses: who, where to, by which delivery and which method."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pelicart.address import LIMITS, destination, read_person, tidy
from pelicart.errors import BadForm
from pelicart.methods import Method
from pelicart.pricing.region import EU, EVERYWHERE, Destination
from pelicart.pricing.shipping import deliveries, needs_delivery
from pelicart.quote import Delivery, PricedLine
from pelicart.settings import Shop
from pelicart.views import CheckoutView, MethodChoice

FIELDS = (*LIMITS, "delivery", "method")


@dataclass(frozen=True, slots=True)
class Choice:
    """A checkout form without a fault; `delivery` is None when nothing is delivered."""

    person: Mapping[str, str]
    delivery: Delivery | None
    method: Method

    @property
    def to(self) -> Destination:
        """Where zones and tax rules look this order up."""
        return destination(self.person)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The form again, as name and value."""
        chosen = {"method": self.method.name}
        if self.delivery:
            chosen["delivery"] = self.delivery.code
        return (*self.person.items(), *chosen.items())


def served(shop: Shop, every: Collection[str]) -> tuple[str, ...]:
    """Countries that some zone delivers to; `every` is what `*` stands for."""
    regions = {region for zone in shop.zones for region in zone.to}
    if EVERYWHERE in regions:
        return tuple(sorted(every))
    countries = {region.partition(":")[0] for region in regions}
    if "EU" in countries:
        countries = countries - {"EU"} | set(EU)
    return tuple(sorted(countries))


def read_choice(
    form: Mapping[str, str],
    shop: Shop,
    lines: Sequence[PricedLine],
    currency: str,
    every: Collection[str],
) -> Choice:
    """The choice of a form; `BadForm` with a code for each field, all at once."""
    delivered = needs_delivery(lines)
    wrong: dict[str, str] = {}
    person: dict[str, str] = {}
    try:
        countries = served(shop, every) if delivered else tuple(every)
        person = read_person(form, countries, needs_address=delivered)
    except BadForm as faults:
        wrong |= faults.fields
    delivery = None
    if delivered and "country" not in wrong and "postcode" not in wrong:
        delivery = _delivery(form, offered(form, shop, lines, currency), wrong)
    method = shop.method(form.get("method", ""))
    if method is None:
        wrong["method"] = "choose"
    if wrong or method is None:
        raise BadForm(wrong)
    return Choice(person, delivery, method)


def _delivery(
    form: Mapping[str, str], options: Sequence[Delivery], wrong: dict[str, str]
) -> Delivery | None:
    by_code = {delivery.code: delivery for delivery in options}
    chosen = by_code.get(form.get("delivery", ""))
    if chosen is None and len(options) == 1:
        return options[0]
    if chosen is None:
        wrong["delivery"] = "choose" if options else "undeliverable"
    return chosen


def offered(
    form: Mapping[str, str], shop: Shop, lines: Sequence[PricedLine], currency: str
) -> tuple[Delivery, ...]:
    """The ways to deliver to the country and postcode typed so far."""
    to = Destination(tidy(form.get("country", "")), tidy(form.get("postcode", "")))
    return deliveries(shop.zones, lines, to, currency)


def checkout_view(
    form: Mapping[str, str],
    errors: Mapping[str, str],
    shop: Shop,
    lines: Sequence[PricedLine],
    currency: str,
    every: Collection[str],
) -> CheckoutView:
    """The form page, with every field as typed, and a way of delivery and payment ticked."""
    delivered = needs_delivery(lines)
    countries = served(shop, every) if delivered else tuple(sorted(every))
    typed = {name: form.get(name, "") for name in FIELDS}
    if not typed["country"]:
        typed["country"] = shop.country if shop.country in countries else next(iter(countries), "")
    ways = offered(typed, shop, lines, currency)
    if typed["delivery"] not in {way.code for way in ways} and "delivery" not in errors:
        typed["delivery"] = _usual(ways)
    typed["method"] = typed["method"] or shop.methods[0].name
    return CheckoutView(
        form=typed,
        errors=errors,
        lines=tuple(lines),
        goods=sum(line.total for line in lines),
        currency=currency,
        countries=countries,
        deliveries=ways,
        methods=tuple(map(method_choice, shop.methods)),
        needs_address=delivered,
    )


def _usual(ways: Sequence[Delivery]) -> str:
    """The cheapest way that brings the goods; collecting them is for the shopper to choose."""
    return min(ways, key=lambda way: (way.pickup, way.price)).code if ways else ""


def method_choice(method: Method) -> MethodChoice:
    """The method as templates see it."""
    return MethodChoice(method.name, method.module, method.days, method.options)
