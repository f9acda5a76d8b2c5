"""What the checkout form chooses: who, where to, by which delivery and which method."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pelicart.address import LIMITS, destination, read_person
from pelicart.checkout.offered import Payable, offered, served, typed_destination
from pelicart.errors import BadForm
from pelicart.methods import Method
from pelicart.pricing.region import Destination
from pelicart.pricing.shipping import needs_delivery
from pelicart.quote import Delivery, PricedLine
from pelicart.settings import Shop

FIELDS = (*LIMITS, "delivery", "method")


@dataclass(frozen=True, slots=True)
class Choice:
    """A checkout form without a fault; `delivery` is None when nothing is delivered."""

    person: Mapping[str, str]
    delivery: Delivery | None
    method: Method

    @property
    def to(self) -> Destination:
        """Where zones and tax rules look this order up; files go to a country as a whole."""
        to = destination(self.person)
        return to if self.delivery else Destination(to.country)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The form again, as name and value."""
        chosen = {"method": self.method.name}
        if self.delivery:
            chosen["delivery"] = self.delivery.code
        return (*self.person.items(), *chosen.items())


def read_choice(
    form: Mapping[str, str],
    shop: Shop,
    lines: Sequence[PricedLine],
    currency: str,
    every: Collection[str],
) -> Choice:
    """The choice of a form; `BadForm` with a code for each field, all at once."""
    delivered, wrong = needs_delivery(lines), dict[str, str]()
    options = offered(form, shop, lines, currency)
    delivery = _delivery(form, options)
    ways = (delivery,) if delivery or not delivered else options
    payable = Payable(shop, lines, currency, typed_destination(form, lines), ways)
    method = _method(form, payable)
    person: dict[str, str] = {}
    try:
        countries = served(shop, every) if delivered else tuple(every)
        addressed = method is not None and method.addressed and not payable.free
        person = read_person(form, countries, needs_address=delivered or addressed)
    except BadForm as faults:
        wrong |= faults.fields
    placed = "country" not in wrong and not (delivered and "postcode" in wrong)
    if delivered and placed and delivery is None:
        wrong["delivery"] = "choose" if options else "undeliverable"
    if fault := _fault(method, payable if placed else None):
        wrong["method"] = fault
    if wrong or method is None:
        raise BadForm(wrong)
    return Choice(person, delivery, method)


def _delivery(form: Mapping[str, str], options: Sequence[Delivery]) -> Delivery | None:
    by_code = {delivery.code: delivery for delivery in options}
    return by_code.get(form.get("delivery", "")) or (options[0] if len(options) == 1 else None)


def _method(form: Mapping[str, str], payable: Payable) -> Method | None:
    """The method chosen; the only one left need not be."""
    chosen, left = form.get("method", ""), payable.methods
    return left[0] if not chosen and len(left) == 1 else payable.shop.method(chosen)


def _fault(method: Method | None, payable: Payable | None) -> str:
    """What is wrong with a method; `payable` is None while it isn't known where the order goes."""
    if payable and not payable.methods:
        return "none-offered"
    if method is None:
        return "choose"
    return payable.unfit(method) if payable else ""
