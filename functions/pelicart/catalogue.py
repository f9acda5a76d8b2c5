"""Products as published: what the functions know of them, one JSON line each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart.errors import UnknownProduct

Prices = Mapping[str, int]
"""Minor units by currency."""

SKU = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
"""Pattern of every SKU: it stands in form fields, keys and cookies as it is."""

_SKU = re.compile(SKU)


def is_sku(text: str) -> bool:
    """Whether a product, variant or extra may be called this."""
    return bool(_SKU.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Option:
    """A choice the shopper makes, such as Size, and its values in the merchant's order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """What is sold: one value for each option. `stock_key` is its counter, None if not counted.

    `choice` has the values in the order of the product's options. Weight in grams.
    """

    sku: str
    prices: Prices
    choice: tuple[str, ...] = ()
    weight: int = 0
    stock_key: str | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """A paid addition to one unit of a product; `text` is the most characters it takes, or 0."""

    sku: str
    name: str
    prices: Prices
    text: int = 0


@dataclass(frozen=True, slots=True)
class Product:
    """One product; `url` and `image` are root-absolute. `digital` names its file, if it is one.

    `stock` holds what each counter starts with when it is first published. `orderable` is False
    for a product that is shown but not for sale.
    """

    sku: str
    name: str
    url: str
    variants: tuple[Variant, ...]
    options: tuple[Option, ...] = ()
    extras: tuple[Extra, ...] = ()
    image: str = ""
    tax: str = "standard"
    digital: str | None = None
    orderable: bool = True
    stock: Mapping[str, int] = field(default_factory=dict)

    def variant(self, sku: str) -> Variant:
        """The variant of this SKU, or `UnknownProduct`."""
        for variant in self.variants:
            if variant.sku == sku:
                return variant
        raise UnknownProduct(sku=sku)

    def chosen(self, choice: Mapping[str, str]) -> Variant:
        """The variant of these option values (by option name), or `UnknownProduct`."""
        wanted = tuple(choice.get(option.name, "") for option in self.options)
        for variant in self.variants:
            if variant.choice == wanted:
                return variant
        raise UnknownProduct(sku=self.sku)

    def extra(self, sku: str) -> Extra:
        """The extra of this SKU, or `UnknownProduct`."""
        for extra in self.extras:
            if extra.sku == sku:
                return extra
        raise UnknownProduct(sku=sku)

    @property
    def terms(self) -> str:
        """Names all that a sale depends on: two products sold alike have the same."""
        said = {name: data for name, data in _fields(self).items() if name not in _SHOWN}
        return hashlib.sha256(_encode(said).encode()).hexdigest()[:16]

    def line(self) -> str:
        """This product as one line of `catalogue.jsonl`, the same bytes for the same product."""
        return _encode(_fields(self))


_SHOWN = frozenset({"name", "url", "image", "stock"})
"""What may change without any sale being another: how it is shown, and what there is at first."""


def _fields(part: Any) -> dict[str, Any]:  # noqa: ANN401  a dataclass of this module
    """Like `dataclasses.asdict`, without its copying: a build writes thousands."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_fields
).encode


def product_from(data: Mapping[str, Any]) -> Product:
    """Inverse of `Product.line`, given its parsed JSON."""
    return Product(
        **{
            **data,
            "options": tuple(Option(o["name"], tuple(o["values"])) for o in data["options"]),
            "variants": tuple(
                Variant(**{**v, "choice": tuple(v["choice"])}) for v in data["variants"]
            ),
            "extras": tuple(Extra(**e) for e in data["extras"]),
        }
    )
