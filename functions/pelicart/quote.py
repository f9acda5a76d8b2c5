"""A priced cart for one destination: what the shopper is shown, signs for, and is charged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pelicart.money import Money


@dataclass(frozen=True, slots=True)
class PricedExtra:
    """An extra on each unit of its line; `unit` in minor units, `text` what to engrave."""

    sku: str
    name: str
    unit: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line; `unit` is the variant's own price, `weight` grams of one unit.

    `choice` pairs option name and value. `stock_key` is None when the product isn't counted.
    `terms` names how its product was sold when this was priced.
    """

    product: str
    sku: str
    name: str
    url: str
    quantity: int
    unit: int
    choice: tuple[tuple[str, str], ...] = ()
    extras: tuple[PricedExtra, ...] = ()
    image: str = ""
    tax: str = "standard"
    weight: int = 0
    stock_key: str | None = None
    digital: str | None = None
    terms: str = ""

    @property
    def each(self) -> int:
        """Minor units for one unit with its extras."""
        return self.unit + sum(extra.unit for extra in self.extras)

    @property
    def total(self) -> int:
        """Minor units for all units with their extras."""
        return self.quantity * self.each


@dataclass(frozen=True, slots=True)
class Delivery:
    """The way of delivery chosen; `code` is its stable name in forms, `price` in minor units."""

    code: str
    name: str
    price: int
    pickup: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """What the way to pay adds, in minor units, or takes off: then it is negative."""

    method: str
    amount: int


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """Tax of one rate (thousandths of a percent) on `base`, the amount without this tax.

    Both in minor units.
    """

    rate: int
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines + delivery + fee (+ tax if prices exclude it, less home tax not due abroad) = total.

    `included` says whether `taxes` are contained in the prices; `relief` is the home tax taken
    off for a destination without tax. Amounts in minor units of `currency`. `fee` is None where the
    way to pay changes nothing, as in quotes made before there were fees.
    """

    currency: str
    country: str
    postcode: str
    lines: tuple[PricedLine, ...]
    delivery: Delivery | None
    taxes: tuple[TaxAmount, ...]
    included: bool
    relief: int
    total: int
    fee: Fee | None = None

    @property
    def goods(self) -> int:
        """Sum of the lines, before delivery, fee, tax and relief."""
        return sum(line.total for line in self.lines)

    @property
    def money(self) -> Money:
        """The total, as what the provider is asked for."""
        return Money(self.total, self.currency)

    def as_data(self) -> dict[str, Any]:
        """Plain lists and dicts, for JSON and for the order's item."""
        # What was added later is left out where it says nothing: digests must not change.
        fee = {"fee": _fields(self.fee)} if self.fee else {}
        return {
            **{name: value for name, value in _fields(self).items() if name != "fee"},
            "lines": [_line_data(line) for line in self.lines],
            "delivery": _fields(self.delivery) if self.delivery else None,
            "taxes": [_fields(tax) for tax in self.taxes],
            **fee,
        }


def _line_data(line: PricedLine) -> dict[str, Any]:
    data = _fields(line)
    if not line.terms:
        del data["terms"]
    choice = [list(pair) for pair in line.choice]
    return {**data, "choice": choice, "extras": [_fields(extra) for extra in line.extras]}


def _fields(one: PricedExtra | PricedLine | Delivery | Fee | TaxAmount | Quote) -> dict[str, Any]:
    """`asdict` without what is within: a quote is written out several times at each checkout."""
    return {name: getattr(one, name) for name in one.__slots__}


def quote_from(data: Mapping[str, Any]) -> Quote:
    """Inverse of `Quote.as_data`."""
    return Quote(
        **{
            **data,
            "lines": tuple(map(_line_from, data["lines"])),
            "delivery": Delivery(**data["delivery"]) if data["delivery"] else None,
            "taxes": tuple(TaxAmount(**tax) for tax in data["taxes"]),
            "fee": Fee(**data["fee"]) if data.get("fee") else None,
        }
    )


def _line_from(data: Mapping[str, Any]) -> PricedLine:
    return PricedLine(
        **{
            **data,
            "choice": tuple((name, value) for name, value in data["choice"]),
            "extras": tuple(PricedExtra(**extra) for extra in data["extras"]),
        }
    )


def canonical(data: object) -> str:
    """The one JSON text of plain data: sorted keys, no spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(*parts: object) -> str:
    """SHA-256 over the canonical JSON of plain data; binds what was shown to what is ordered."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
