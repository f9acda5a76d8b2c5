"""Prices a cart for a destination, in whole minor units, by one rule.

Each line is taxed by itself, at the rate of its tax class where it goes, and so is each part of
the delivery and of what the way to pay adds or takes off. A tax is rounded once, halves away from
zero (`money.share`); sums are never rounded again. docs/pricing.md says the same to merchants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pelicart.cart import CartLine
from pelicart.catalogue import Prices, Product
from pelicart.errors import EmptyCart, TotalTooLarge, UnknownProduct
from pelicart.methods import Method
from pelicart.money import LARGEST
from pelicart.pricing.region import Destination
from pelicart.pricing.taxing import taxes_by_rate
from pelicart.quote import Delivery, Fee, PricedExtra, PricedLine, Quote
from pelicart.settings import Shop


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
    method: Method | None = None,
) -> Quote:
    """The quote; `delivery` is None when nothing is delivered, or none was chosen yet.

    `method` adds its fee or takes off its discount, down to a total of zero and no further.

    What is collected from the shop is taxed in the shop's country. Raises `EmptyCart` and
    `TotalTooLarge`.
    """
    if not lines:
        raise EmptyCart
    rule = shop.taxes.due(_handed_over(shop, to, delivery))
    home = None if rule else shop.taxes.relieved(shop.country)
    included = shop.taxes.included
    value = sum(line.total for line in lines) + (delivery.price if delivery else 0)
    fee = method.offer.fee.amount(value, currency) if method else 0
    taxes = taxes_by_rate(lines, delivery, fee, rule, included=included)
    taken_off = taxes_by_rate(lines, delivery, fee, home, included=True)
    relief = sum(tax.amount for tax in taken_off)
    total = value + fee - relief + (0 if included else sum(tax.amount for tax in taxes))
    if total > LARGEST:
        raise TotalTooLarge(total=total)
    return Quote(
        currency, to.country, to.postcode, tuple(lines), delivery, taxes,
        included=included, relief=relief, total=total,
        fee=Fee(method.name, fee) if method and fee else None,
    )  # fmt: skip


def _handed_over(shop: Shop, to: Destination, delivery: Delivery | None) -> Destination:
    collected = delivery is not None and delivery.pickup and shop.country
    return Destination(shop.country) if collected else to


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
        terms=product.terms,
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
