"""Expands a product's options to its variants, each with its SKU, price, weight and counter."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pelican.utils import slugify

from pelican.plugins.pelicart.options import SKU_REMEDY, Value
from pelicart.catalogue import Option, Prices, Variant, is_sku
from pelicart.reading import Reader

MOST_VARIANTS = 250


class Written(NamedTuple):
    """A product's options, and what their values build on."""

    sku: str
    prices: Prices
    weight: int
    stock: int | None
    options: Sequence[tuple[str, Sequence[Value]]]


class Expanded(NamedTuple):
    """What is sold; `stock` holds what each counter starts with."""

    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    stock: Mapping[str, int]


def expand(written: Written, reader: Reader) -> Expanded:
    """Every combination of values as a variant; what can't be sold like this is noted."""
    count = math.prod(len(values) for _, values in written.options)
    if count > MOST_VARIANTS:
        what = f"The options make {count} variants; at most {MOST_VARIANTS} can be sold."
        reader.problem(("options",), what, "Make two products of it, or an option an extra.")
        return Expanded((), (), {})
    combinations = itertools.product(*(values for _, values in written.options))
    variants = tuple(_variant(written, values, reader) for values in combinations)
    if written.sku:
        _note_clashes(variants, reader)
    counters = [(_counter(written.sku, value), value.stock) for value in _all(written)]
    stock = {key: units for key, units in counters if units is not None}
    if any(variant.stock_key == written.sku for variant in variants) and written.stock is not None:
        stock[written.sku] = written.stock
    options = tuple(
        Option(name, tuple(value.name for value in values)) for name, values in written.options
    )
    return Expanded(options, variants, stock)


def _all(written: Written) -> list[Value]:
    return [value for _, values in written.options for value in values]


def _variant(written: Written, values: Sequence[Value], reader: Reader) -> Variant:
    counted = [value for value in values if value.stock is not None]
    if len(counted) > 1:
        _at(reader, counted[1], "Two values of one variant have a stock.", "Count one option only.")
    shared = written.sku if written.stock is not None else None
    weight = written.weight + sum(value.weight for value in values)
    if weight < 0:
        _at(reader, values[0], "The variant weighs less than nothing.", "Take off less.")
    return Variant(
        sku=_variant_sku(written.sku, values),
        prices=_prices(written.prices, values, reader),
        choice=tuple(value.name for value in values),
        weight=max(weight, 0),
        stock_key=_counter(written.sku, counted[0]) if counted else shared,
    )


def _prices(base: Prices, values: Sequence[Value], reader: Reader) -> dict[str, int]:
    prices = {}
    for currency, minor in base.items():
        for value in values:
            if value.prices and currency not in value.prices:
                remedy = f"Write it for {', '.join(base)}: {{EUR: +4.00, USD: +4.50}}."
                _at(reader, value, f"The price of {value.name} lacks {currency}.", remedy)
        total = minor + sum(value.prices.get(currency, 0) for value in values)
        if total < 0:
            _at(reader, values[-1], f"The price in {currency} falls below zero.", "Take off less.")
        prices[currency] = max(total, 0)
    return prices


def _variant_sku(product: str, values: Sequence[Value]) -> str:
    """A single option's value may name the variant outright; several are joined to the product."""
    if len(values) == 1 and values[0].sku:
        return values[0].sku
    return "-".join([product, *(_suffix(product, value) for value in values)])


def _counter(product: str, value: Value) -> str:
    return value.sku or f"{product}-{_suffix(product, value)}"


def _suffix(product: str, value: Value) -> str:
    if value.sku:
        return value.sku.removeprefix(f"{product}-")
    return re.sub(r"[^A-Za-z0-9]+", "-", slugify(value.name)).strip("-").upper()


def _note_clashes(variants: Sequence[Variant], reader: Reader) -> None:
    seen: dict[str, Variant] = {}
    for variant in variants:
        chosen = ", ".join(variant.choice)
        if variant.sku in seen:
            other = ", ".join(seen[variant.sku].choice)
            what = f"{chosen} and {other} share the SKU {variant.sku}."
            reader.problem(("options",), what, "Give their values a sku of their own.")
        elif not is_sku(variant.sku):
            what = f"The SKU {variant.sku!r} of {chosen or 'it'} can't be used."
            reader.problem(("options",), what, f"Give its values a sku. {SKU_REMEDY}")
        seen[variant.sku] = variant


def _at(reader: Reader, value: Value, what: str, remedy: str) -> None:
    reader.problem(value.path, what, remedy)
