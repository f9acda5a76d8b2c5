"""Taxes by destination and tax class, as the merchant's settings give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pelicart.errors import Misconfigured
from pelicart.pricing.region import Destination, most_precise, note_repeated, read_regions
from pelicart.reading import Reader

STANDARD = "standard"
"""The tax class of a product that names none, and of a delivery taxed as such."""

HUNDRED_PERCENT = 100_000
"""100 % in the unit of every rate: thousandths of a percent."""

SHIPPING = (STANDARD, "lines", "none")
UNTAXED = ("same price", "less tax")
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TaxRule:
    """What is due in its regions: rates by tax class; a rule without rates makes them untaxed.

    `shipping` says how delivery is taxed: as `standard`, as the `lines` it carries, or `none`.
    """

    to: tuple[str, ...]
    rates: Mapping[str, int]
    shipping: str = STANDARD

    def rate(self, tax: str) -> int:
        """The rate of a tax class; `Misconfigured` if the rule leaves it out."""
        if tax not in self.rates:
            raise Misconfigured("no rate for this tax class", tax=tax, region=self.to[0])
        return self.rates[tax]


@dataclass(frozen=True, slots=True)
class Taxes:
    """All rules. `included` says whether prices contain the tax due at their destination.

    `untaxed` says what a destination without tax pays when prices include it: the `same price`,
    or `less tax`, the price without what the home country would take.
    """

    included: bool = True
    rules: tuple[TaxRule, ...] = ()
    untaxed: str = UNTAXED[0]

    @property
    def classes(self) -> tuple[str, ...]:
        """Every tax class a product may name."""
        return tuple(sorted({STANDARD}.union(*(rule.rates for rule in self.rules))))

    def due(self, to: Destination) -> TaxRule | None:
        """The rule that taxes this destination, None where no tax is due."""
        rule = most_precise(((rule.to, rule) for rule in self.rules), to)
        return rule if rule and rule.rates else None

    def relieved(self, country: str) -> TaxRule | None:
        """The home rule whose tax is taken off for a destination without tax, if it is."""
        asked = self.included and self.untaxed == "less tax"
        return self.due(Destination(country)) if asked else None


def read_taxes(reader: Reader) -> Taxes:
    """The taxes of the table `SHOP["taxes"]`; an empty one is a shop without taxes."""
    taxes = Taxes(
        included=reader.flag("included", default=True),
        rules=tuple(map(_rule, reader.tables("rules"))),
        untaxed=reader.choice("untaxed", UNTAXED, UNTAXED[0]),
    )
    reader.done()
    note_repeated(reader, (rule.to for rule in taxes.rules), "rules")
    _note_missing_rates(reader, taxes)
    return taxes


def note_missing_home(reader: Reader, taxes: Taxes, country: str) -> None:
    """Notes that a home tax is to be taken off abroad, but no rule says how much that is."""
    asked = taxes.included and taxes.rules and taxes.untaxed == "less tax"
    if asked and not taxes.relieved(country):
        what = "It is not known which tax to take off for a destination without tax."
        remedy = 'Write "country", where the shop sells from, and a tax rule for it.'
        reader.problem(("taxes", "untaxed"), what, remedy)


def _rule(reader: Reader) -> TaxRule:
    untaxed = reader.flag("untaxed")
    rates = _rates(reader.table("rates"))
    if untaxed and rates:
        reader.problem(("untaxed",), "It has rates too.", "Leave out one of them.")
    elif not untaxed and not reader.has("rates"):
        remedy = 'Write "rates": {"standard": "20"}, or "untaxed": True where no tax is due.'
        reader.problem(("rates",), "rates is missing.", remedy)
    shipping = reader.choice("shipping", SHIPPING, STANDARD)
    rule = TaxRule(read_regions(reader), rates, shipping)
    reader.done()
    return rule


def _rates(reader: Reader) -> dict[str, int]:
    rates = {}
    for name in reader.data:
        text = reader.text(str(name), required=True)
        if not text:
            continue
        match = _PERCENT.fullmatch(text)
        rate = int(match[1] + (match[2] or "").ljust(3, "0")) if match else HUNDRED_PERCENT + 1
        if rate <= HUNDRED_PERCENT:
            rates[str(name)] = rate
        else:
            remedy = 'Write a percentage with up to three decimals in quotes, such as "5.5".'
            reader.problem((str(name),), f"{text!r} is no rate.", remedy)
    return rates


def _note_missing_rates(reader: Reader, taxes: Taxes) -> None:
    for index, rule in enumerate(taxes.rules):
        for tax in taxes.classes:
            if rule.rates and tax not in rule.rates:
                what, remedy = (
                    f"No rate for the tax class {tax!r}.",
                    "Every rule rates every class.",
                )
                reader.problem(("rules", index, "rates"), what, remedy)
