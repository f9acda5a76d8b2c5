"""Prices a cart for a destination, in whole minor units, by one rule.

Each line is taxed by itself, at the rate of its tax class where it goes, and so is each part of
the delivery. A tax is rounded once, halves away from zero (`money.share`); sums are never rounded
again. docs/pricing.md says the same to merchants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pelicart.cart import CartLine
from pelicart.catalogue import Prices, Product
from pelicart.errors import EmptyCart, TotalTooLarge, UnknownProduct
from pelicart.money import LARGEST, share, split
from pelicart.pricing.region import Destination
from pelicart.pricing.tax import HUNDRED_PERCENT, STANDARD, TaxRule
from pelicart.quote import Delivery, PricedExtra, PricedLine, Quote, TaxAmount
from pelicart.settings import Shop

Taxable = tuple[int, int]
"""A rate in thousandths of a percent, and the minor units it applies to."""


def priced_lines(
    lines: Sequence[CartLine], products: Mapping[str, Product], currency: str
) -> tuple[PricedLine, ...]:
    """The lines at published prices; `products` by SKU of the product.

    `UnknownProduct` names the SKU that is gone, not for sale, or without a price in the currency.
    """
    return tuple(_priced_line(line, products.get(line.product), currency) for line in lines)


def priced(
    lines: Sequence[PricedLine],
    shop: Shop,
    currency: str,
    to: Destination,
    delivery: Delivery | None,
) -> Quote:
    """The quote; `delivery` is None when nothing is delivered, or none was chosen yet.

    What is collected from the shop is taxed in the shop's country. Raises `EmptyCart` and
    `TotalTooLarge`.
    """
    if not lines:
        raise EmptyCart
    rule = shop.taxes.due(_handed_over(shop, to, delivery))
    home = None if rule else shop.taxes.relieved(shop.country)
    included = shop.taxes.included
    taxes = _by_rate(_taxables(lines, delivery, rule), included=included)
    relief = sum(_tax(*taxable, included=True) for taxable in _taxables(lines, delivery, home))
    total = sum(line.total for line in lines) + (delivery.price if delivery else 0) - relief
    total += 0 if included else sum(tax.amount for tax in taxes)
    if total > LARGEST:
        raise TotalTooLarge(total=total)
    return Quote(
        currency, to.country, to.postcode, tuple(lines), delivery, taxes,
        included=included, relief=relief, total=total,
    )  # fmt: skip


def _handed_over(shop: Shop, to: Destination, delivery: Delivery | None) -> Destination:
    collected = delivery is not None and delivery.pickup and shop.country
    return Destination(shop.country) if collected else to


def _taxables(
    lines: Sequence[PricedLine], delivery: Delivery | None, rule: TaxRule | None
) -> Iterator[Taxable]:
    if rule is None:
        return
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


def _by_rate(parts: Iterable[Taxable], *, included: bool) -> tuple[TaxAmount, ...]:
    bases, taxes = Counter[int](), Counter[int]()
    for rate, amount in parts:
        tax = _tax(rate, amount, included=included)
        taxes[rate] += tax
        bases[rate] += amount - tax if included else amount
    return tuple(
        TaxAmount(rate, bases[rate], taxes[rate])
        for rate in sorted(bases)
        if bases[rate] or taxes[rate]
    )


def _tax(rate: int, amount: int, *, included: bool) -> int:
    return share(amount, rate, HUNDRED_PERCENT + (rate if included else 0))


def _priced_line(line: CartLine, product: Product | None, currency: str) -> PricedLine:
    if product is None or not product.orderable:
        raise UnknownProduct(sku=line.product)
    variant = product.variant(line.sku)
    names = (option.name for option in product.options)
    return PricedLine(
        product=product.sku,
        sku=variant.sku,
        name=product.name,
        url=product.url,
        quantity=line.quantity,
        unit=_price(variant.sku, variant.prices, currency),
        choice=tuple(zip(names, variant.choice, strict=True)),
        extras=tuple(_priced_extra(product, sku, text, currency) for sku, text in line.extras),
        image=product.image,
        tax=product.tax,
        weight=variant.weight,
        stock_key=variant.stock_key,
        digital=product.digital,
    )


def _priced_extra(product: Product, sku: str, text: str, currency: str) -> PricedExtra:
    extra = product.extra(sku)  # noqa: S610  no Django here
    if len(text) > extra.text:
        raise UnknownProduct(sku=sku)
    return PricedExtra(sku, extra.name, _price(sku, extra.prices, currency), text)


def _price(sku: str, prices: Prices, currency: str) -> int:
    if currency not in prices:
        raise UnknownProduct(sku=sku)
    return prices[currency]
