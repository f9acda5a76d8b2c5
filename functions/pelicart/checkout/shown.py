"""What the templates of the checkout are given: the form as typed, and what there is to choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pelicart.checkout.choice import FIELDS
from pelicart.checkout.offered import Payable, offered, served, typed_destination
from pelicart.methodchoice import method_choice
from pelicart.pricing.shipping import needs_delivery
from pelicart.quote import Delivery, PricedLine
from pelicart.settings import Shop
from pelicart.views import CheckoutView


def checkout_view(
    form: Mapping[str, str],
    errors: Mapping[str, str],
    shop: Shop,
    lines: Sequence[PricedLine],
    currency: str,
    every: Collection[str],
    language: str = "",
) -> CheckoutView:
    """The form page, with every field as typed, and a way of delivery and payment ticked."""
    delivered = needs_delivery(lines)
    countries = served(shop, every) if delivered else tuple(every)
    typed = {name: form.get(name, "") for name in FIELDS}
    if not typed["country"]:
        typed["country"] = shop.country if shop.country in countries else next(iter(countries), "")
    ways = offered(typed, shop, lines, currency)
    if typed["delivery"] not in {way.code for way in ways} and "delivery" not in errors:
        typed["delivery"] = _usual(ways)
    to = typed_destination(typed, lines)
    payable = Payable(shop, lines, currency, to, ways if delivered else (None,))
    needs_address = delivered or _addressed(typed["method"], payable)
    typed["method"] = typed["method"] or next((one.name for one in payable.methods), "")
    return CheckoutView(
        form=typed,
        errors=errors,
        lines=tuple(lines),
        goods=sum(line.total for line in lines),
        currency=currency,
        countries=countries,
        deliveries=ways,
        methods=tuple(method_choice(one, language, currency) for one in payable.methods),
        needs_address=needs_address,
        delivered=delivered,
    )


def _addressed(chosen: str, payable: Payable) -> bool:
    """Whether the method that was chosen, or is the only one left, asks for an address."""
    methods = payable.methods
    ticked = [one for one in methods if one.name == chosen or len(methods) == 1]
    return not payable.free and any(one.addressed for one in ticked)


def _usual(ways: Sequence[Delivery]) -> str:
    """The cheapest way that brings the goods; collecting them is for the shopper to choose."""
    return min(ways, key=lambda way: (way.pickup, way.price)).code if ways else ""
