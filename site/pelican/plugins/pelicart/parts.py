"""The parts of a product as templates see them."""

from __future__ import annotations

from dataclasses import dataclass

FEW = 6
"""Up to this many values are shown as radio buttons, more as a list."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `url` is root-absolute."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag; `url` is relative to the site's root, as Pelican's are."""

    name: str
    slug: str
    url: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class OptionValue:
    """A value to choose; `surcharge` in minor units of the page's currency.

    `low` is how many are left if they are counted by themselves and few, else 0.
    """

    name: str
    surcharge: int
    sold_out: bool
    low: int = 0


@dataclass(frozen=True, slots=True)
class ProductOption:
    """A choice; `field` is its name in the cart form."""

    name: str
    values: tuple[OptionValue, ...]

    @property
    def field(self) -> str:
        """The form field of this option."""
        return f"option.{self.name}"

    @property
    def few(self) -> bool:
        """Whether the values fit side by side."""
        return len(self.values) <= FEW


@dataclass(frozen=True, slots=True)
class PageExtra:
    """An extra; `price` in minor units of the page's currency, `text` the most characters."""

    sku: str
    name: str
    price: int
    text: int
