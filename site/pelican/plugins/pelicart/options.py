"""Reads a product's options: what can be chosen, and what each choice changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pelicart.catalogue import Prices, is_sku
from pelicart.pricing.weight import read_grams
from pelicart.reading import Path, Reader, read_prices

SKU_REMEDY = "Use up to 64 letters, digits, dots, dashes and underscores, a letter or digit first."
_SIGNED = re.compile(r"([+-])\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an option as written; prices and weight are added to the product's."""

    path: Path
    name: str
    sku: str = ""
    prices: Prices = field(default_factory=dict)
    weight: int = 0
    stock: int | None = None


def read_options(
    reader: Reader, currencies: Sequence[str]
) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    """The options below the key `options`; clashing names and values are noted."""
    options: dict[str, tuple[Value, ...]] = {}
    for one in reader.tables("options"):
        name = one.text("name", required=True)
        values = tuple(_values(one, currencies))
        if name in options:
            one.problem(("name",), f"There is another option {name}.", "Name it differently.")
        if not values:
            one.problem(("values",), "The option has no values.", "List what can be chosen.")
        one.done()
        options[name] = values
    return tuple(options.items())


def _values(option: Reader, currencies: Sequence[str]) -> list[Value]:
    written = option.raw("values")
    values: dict[str, Value] = {}
    for index, one in enumerate(written if isinstance(written, list) else []):
        path = (*option.path, "values", index)
        reader = Reader(one if isinstance(one, Mapping) else {"name": one}, path, option.problems)
        value = _value(reader, currencies)
        if value.name in values:
            reader.problem((), f"{value.name} is listed twice.", "Leave out one of them.")
        values[value.name] = value
    return list(values.values())


def _value(reader: Reader, currencies: Sequence[str]) -> Value:
    value = Value(
        path=reader.path,
        name=reader.text("name", required=True),
        sku=read_sku(reader, required=False),
        prices=_surcharge(reader, currencies),
        weight=_signed_grams(reader),
        stock=read_stock(reader),
    )
    reader.done()
    return value


def read_sku(reader: Reader, *, required: bool = True) -> str:
    """The key `sku`, in the letters that cookies, forms and every provider take."""
    sku = reader.text("sku", required=required)
    if sku and not is_sku(sku):
        reader.problem(("sku",), f"{sku!r} can't be a SKU.", SKU_REMEDY)
        return ""
    return sku


def read_stock(reader: Reader) -> int | None:
    """The key `stock`: units on hand, None where they aren't counted."""
    return reader.integer("stock", 0, most=10**6) if reader.raw("stock") is not None else None


def _surcharge(reader: Reader, currencies: Sequence[str]) -> dict[str, int]:
    """Signed minor units by currency, from `+4.00 EUR`, or a table of such texts."""
    written = reader.raw("price")
    if written is None:
        return {}
    table = written if isinstance(written, Mapping) else {"": written}
    prices: dict[str, int] = {}
    for currency, text in table.items():
        signed = _SIGNED.fullmatch(str(text))
        if not signed:
            remedy = "Write what to add, such as +4.00 EUR, or to take off, such as -2.00 EUR."
            reader.problem(("price",), f"{text} has no sign.", remedy)
            continue
        amount = {currency: signed[2]} if currency else signed[2]
        read = read_prices(amount, currencies, reader.noting("price"))
        prices |= {key: -minor if signed[1] == "-" else minor for key, minor in read.items()}
    return prices


def _signed_grams(reader: Reader) -> int:
    written = reader.raw("weight")
    signed = _SIGNED.fullmatch(str(written))
    if written is None:
        return 0
    if not signed:
        reader.problem(("weight",), f"{written} has no sign.", "Write what to add: +120 g.")
        return 0
    weight = read_grams(signed[2], reader.noting("weight")) or 0
    return -weight if signed[1] == "-" else weight
