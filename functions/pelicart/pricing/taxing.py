"""The tax of a cart by rate: lines and delivery by themselves, the fee in proportion to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pelicart.money import share, split
from pelicart.pricing.tax import HUNDRED_PERCENT, STANDARD, TaxRule
from pelicart.quote import Delivery, PricedLine, TaxAmount

Taxable = tuple[int, int]
"""A rate in thousandths of a percent, and the minor units it applies to."""


def taxes_by_rate(
    lines: Sequence[PricedLine],
    delivery: Delivery | None,
    fee: int,
    rule: TaxRule | None,
    *,
    included: bool,
) -> tuple[TaxAmount, ...]:
    """A row for each rate with a tax or a base; none without a rule.

    `fee` is what the way to pay adds or takes off, at most all there is; a discount leaves no tax
    below zero, and none on nothing.
    """
    if rule is None:
        return ()
    amounts, taxes = Counter[int](), Counter[int]()
    for rate, amount in _taxables(lines, delivery, rule):
        amounts[rate] += amount
        taxes[rate] += _tax(rate, amount, included=included)
    untaxed = delivery.price if delivery and rule.shipping == "none" else 0
    for rate, part in _fee_parts(fee, amounts, untaxed):
        amounts[rate] += part
        tax = taxes[rate] + _tax(rate, part, included=included)
        taxes[rate] = min(max(tax, 0), amounts[rate])
    rows = ((rate, amounts[rate] - (taxes[rate] if included else 0)) for rate in sorted(amounts))
    return tuple(TaxAmount(rate, base, taxes[rate]) for rate, base in rows if base or taxes[rate])


def _taxables(
    lines: Sequence[PricedLine], delivery: Delivery | None, rule: TaxRule
) -> Iterator[Taxable]:
    for line in lines:
        yield rule.rate(line.tax), line.total
    if delivery and rule.shipping != "none":
        for tax, part in _parts(lines, delivery, rule.shipping):
            yield rule.rate(tax), part


def _parts(
    lines: Sequence[PricedLine], delivery: Delivery, shipping: str
) -> Iterable[tuple[str, int]]:
    """The delivery's price by tax class; free lines alone are delivered at the standard one."""
    carried = Counter[str]()
    for line in lines:
        if line.digital is None:
            carried[line.tax] += line.total
    if shipping == STANDARD or not carried.total():
        return [(STANDARD, delivery.price)]
    classes = sorted(carried)
    return zip(classes, split(delivery.price, [carried[tax] for tax in classes]), strict=True)


def _fee_parts(fee: int, amounts: Counter[int], untaxed: int) -> list[Taxable]:
    """The fee by rate, in proportion to what each is due on; an untaxed delivery takes its part."""
    if not fee:
        return []
    rates = sorted(amounts)
    parts = split(fee, [*(amounts[rate] for rate in rates), untaxed])
    return list(zip(rates, parts, strict=False))


def _tax(rate: int, amount: int, *, included: bool) -> int:
    return share(amount, rate, HUNDRED_PERCENT + (rate if included else 0))
