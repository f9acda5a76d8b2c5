"""A product as templates see it.

It answers like Pelican's own pages, so that plugins and themes that look for `page` in the
context find their way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from pelican.utils import SafeDatetime

from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.levels import Left
from pelican.plugins.pelicart.parts import Image, OptionValue, PageExtra, ProductOption, Term
from pelicart.catalogue import Prices, Product, Variant, product_from


class ProductPage:
    """One product with its page; what listings don't need of it is parsed when it is asked for."""

    default_template = "product"
    in_default_lang = True
    translations: tuple[ProductPage, ...] = ()

    def __init__(self, entry: Entry, shared: Mapping[str, Any]) -> None:
        self._entry, self._shared = entry, shared
        self.title, self.url, self.save_as, self.status, *_ = entry.facts
        self.relative_source_path = entry.path

    @cached_property
    def item(self) -> Product:
        """What is published of it."""
        return self._entry.product or product_from(json.loads(self._entry.line))

    @cached_property
    def _data(self) -> dict[str, Any]:
        record = self._entry.record or self._shared["reread"](self._entry.path)
        data: dict[str, Any] = json.loads(record)
        return data

    @property
    def slug(self) -> str:
        """Its part of the address."""
        return str(self._data["slug"])

    @property
    def summary(self) -> str:
        """One sentence, empty if none was written."""
        return str(self._data["summary"])

    @property
    def template(self) -> str:
        """The template's name without its ending."""
        return str(self._data["template"])

    @property
    def fields(self) -> Mapping[str, Any]:
        """The merchant's own front matter."""
        own: dict[str, Any] = self._data["own"]
        return own

    @cached_property
    def content(self) -> Markup:
        """The body as HTML."""
        return Markup(self._data["html"])  # noqa: S704  the merchant's own HTML

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """The pictures, in the merchant's order."""
        return tuple(Image(**image) for image in self._data["images"])

    @property
    def category(self) -> Term | None:
        """The category, if it has one."""
        category = self._data["category"]
        return Term(**category) if category else None

    @property
    def tags(self) -> tuple[Term, ...]:
        """The tags, in the merchant's order."""
        return tuple(Term(**tag) for tag in self._data["tags"])

    @property
    def sku(self) -> str:
        """The product's own SKU, that the cart form posts."""
        return self.item.sku

    @property
    def lang(self) -> str:
        """The language of the page."""
        return str(self._shared["lang"])

    @property
    def image(self) -> Image | None:
        """The first picture."""
        return self.images[0] if self.images else None

    @cached_property
    def date(self) -> SafeDatetime | None:
        """When it was first offered, in the site's time zone."""
        return self._time("date")

    @cached_property
    def modified(self) -> SafeDatetime | None:
        """When it was changed."""
        return self._time("modified")

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What Pelican keeps of a page's front matter, for plugins."""
        known = {"title": self.title, "slug": self.slug, "summary": self.summary}
        return {**self.fields, **known, "category": self.category, "tags": self.tags}

    @cached_property
    def currency(self) -> str:
        """The shop's first currency that the product has a price in."""
        offered = [code for code in self._shared["currencies"] if code in self._cheapest.prices]
        return str(offered[0] if offered else self._shared["currencies"][0])

    @cached_property
    def price(self) -> int | None:
        """Minor units of the cheapest variant, None without a price."""
        return min(self._prices, default=None)

    @property
    def was(self) -> int | None:
        """Minor units of the price before it was reduced, in the page's currency, or None."""
        was: int | None = self._data["was"].get(self.currency)
        return was

    @property
    def price_varies(self) -> bool:
        """Whether the choice of options changes the price."""
        return len(set(self._prices)) > 1

    @property
    def for_sale(self) -> bool:
        """Whether it can be ordered at all."""
        return self.item.orderable and self.price is not None

    @cached_property
    def sold_out(self) -> bool:
        """Whether every variant was out of stock when this was built."""
        return all(map(self.is_out, self.item.variants))

    @cached_property
    def low(self) -> int:
        """How many were left when this was built, if all is counted as one and few; else 0."""
        return self._left.few_of(self.item.variants, ())

    @cached_property
    def options(self) -> tuple[ProductOption, ...]:
        """The choices, with what each value adds in the page's currency."""
        surcharges = self._data["surcharges"]
        return tuple(
            ProductOption(
                option.name,
                tuple(
                    self._value(place, name, surcharges[place][index])
                    for index, name in enumerate(option.values)
                ),
            )
            for place, option in enumerate(self.item.options)
        )

    def _value(self, place: int, name: str, surcharge: Prices) -> OptionValue:
        mine = [v for v in self.item.variants if v.choice[place] == name]
        others = [v for v in self.item.variants if v.choice[place] != name]
        return OptionValue(
            name=name,
            surcharge=surcharge.get(self.currency, 0),
            sold_out=all(map(self.is_out, mine)),
            low=self._left.few_of(mine, others) if others else 0,
        )

    @property
    def extras(self) -> tuple[PageExtra, ...]:
        """What can be added, as far as it has a price in the page's currency."""
        return tuple(
            PageExtra(extra.sku, extra.name, extra.prices[self.currency], extra.text)
            for extra in self.item.extras
            if self.currency in extra.prices
        )

    @property
    def _cheapest(self) -> Variant:
        return self.item.variants[0]

    @cached_property
    def _prices(self) -> list[int]:
        return [v.prices[self.currency] for v in self.item.variants if self.currency in v.prices]

    def is_out(self, variant: Variant) -> bool:
        """Whether the variant was counted and gone when this was built."""
        return self._left.none_of(variant, self.item.stock)

    def is_low(self, variant: Variant) -> bool:
        """Whether few were left of the variant when this was built."""
        return self._left.few_of([variant], ()) > 0

    @property
    def _left(self) -> Left:
        left: Left = self._shared["left"]
        return left

    def _time(self, key: str) -> SafeDatetime | None:
        written: str = self._data[key]
        if not written:
            return None
        when = SafeDatetime.fromisoformat(written)
        return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(self._shared["timezone"]))
