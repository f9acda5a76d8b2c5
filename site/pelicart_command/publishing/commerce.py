"""What a publish means to shoppers: goods, prices, stock, shipping, taxes, ways to pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pelicart.catalogue import Product, Variant
from pelicart.money import Money
from pelicart.publication import Publication
from pelicart_command.publishing.changes import changed_settings

LEAST = 3
"""Prices of which not even all together are alarming when they change."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant or extra costs in a currency, before and after; None where it isn't sold."""

    sku: str
    name: str
    before: Money | None
    after: Money | None


@dataclass(frozen=True, slots=True)
class Commerce:
    """Products that are new, withdrawn, or sold otherwise; `settings` by their heading.

    `kept` are the products that are there before and after, `priced` how many prices they had.
    """

    new: tuple[Product, ...]
    withdrawn: tuple[Product, ...]
    prices: tuple[Price, ...]
    stock: tuple[str, ...]
    terms: tuple[str, ...]
    settings: Mapping[str, tuple[str, ...]]
    kept: int
    priced: int

    @property
    def alarm(self) -> str:
        """Why this rather is a mistake; empty if it isn't."""
        gone, before = len(self.withdrawn), self.kept + len(self.withdrawn)
        if gone * 2 > before:
            return f"{gone:,} of {before:,} products would be withdrawn"
        changed = sum(price.before is not None for price in self.prices)
        if changed == self.priced >= LEAST:
            return f"all {changed:,} prices would change"
        return ""


def commerce(before: Publication, after: Publication) -> Commerce:
    """From one publication to another."""
    old = {product.sku: product for product in before.products if product.orderable}
    new = {product.sku: product for product in after.products if product.orderable}
    both = [(old[sku], product) for sku, product in new.items() if sku in old]
    return Commerce(
        new=tuple(product for sku, product in new.items() if sku not in old),
        withdrawn=tuple(product for sku, product in old.items() if sku not in new),
        prices=tuple(price for pair in both for price in _prices(*pair)),
        stock=tuple(line for pair in both for line in _stock(*pair)),
        terms=tuple(line for pair in both for line in _terms(*pair)),
        settings=changed_settings(before.shop, after.shop) if before.shop else {},
        kept=len(both),
        priced=sum(len(prices) for one, _ in both for _, prices in _priced(one).values()),
    )


def _priced(product: Product) -> dict[str, tuple[str, Mapping[str, int]]]:
    """What is sold of a product: name and prices by SKU."""
    variants = {one.sku: (_named(product, one), one.prices) for one in product.variants}
    extras = {f"{product.sku}+{e.sku}": (f"{product.name}: {e.name}", e.prices)
              for e in product.extras}  # fmt: skip
    return variants | extras


def _named(product: Product, variant: Variant) -> str:
    return f"{product.name}, {', '.join(variant.choice)}" if variant.choice else product.name


def _prices(before: Product, after: Product) -> Iterator[Price]:
    old, new = _priced(before), _priced(after)
    for sku in {**old, **new}:
        name = (new.get(sku) or old[sku])[0]
        earlier, later = (one.get(sku, ("", {}))[1] for one in (old, new))
        for currency in {**earlier, **later}:
            if earlier.get(currency) != later.get(currency):
                yield Price(sku, name, _money(earlier, currency), _money(later, currency))


def _money(prices: Mapping[str, int], currency: str) -> Money | None:
    return Money(prices[currency], currency) if currency in prices else None


def _stock(before: Product, after: Product) -> Iterator[str]:
    """Rules that change; and levels that don't, though their file says otherwise by now."""
    old = {one.sku: one.stock_key for one in before.variants}
    for one in after.variants:
        if one.sku in old and old[one.sku] != one.stock_key:
            yield f"{one.sku}: {_counted(old[one.sku])} → {_counted(one.stock_key)}"
    for counter, units in after.stock.items():
        if counter not in before.stock:
            yield f"{counter}: starts with {units}, unless it was counted before"
        elif before.stock[counter] != units:
            yield (f"{counter}: its file says {units} now, and its counter stays as it is: "
                   f"pelicart stock {counter}")  # fmt: skip


def _counted(counter: str | None) -> str:
    return f"counted as {counter}" if counter else "not counted"


def _terms(before: Product, after: Product) -> Iterator[str]:
    if before.tax != after.tax:
        yield f"{after.sku}: tax class {before.tax} → {after.tax}"
    if before.digital != after.digital:
        yield f"{after.sku}: file {before.digital or 'none'} → {after.digital or 'none'}"
    old = {one.sku: one.weight for one in before.variants}
    for one in after.variants:
        if old.get(one.sku, one.weight) != one.weight:
            yield f"{one.sku}: weight {old[one.sku]} g → {one.weight} g"
