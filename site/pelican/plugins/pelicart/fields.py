"""Reads the fields of a product file into a product and what its page shows of it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.digital import Digital, read_digital
from pelican.plugins.pelicart.options import Value, read_options, read_sku, read_stock
from pelican.plugins.pelicart.pictures import Picture, read_pictures
from pelican.plugins.pelicart.reduced import read_was
from pelican.plugins.pelicart.variants import Written, expand
from pelicart.cart.engraving import LONGEST
from pelicart.catalogue import Extra, Prices, Product
from pelicart.pricing.weight import read_grams
from pelicart.reading import Reader

KNOWN = (
    "category", "date", "digital", "extras", "for_sale", "images", "modified", "options", "price",
    "save_as", "sku", "slug", "status", "stock", "summary", "tags", "tax", "template", "title",
    "url", "was", "weight",
)  # fmt: skip
STATUSES = ("published", "hidden", "draft")
_WORDS_OF_THEIR_OWN = {"height", "wash"}
"""Likely fields of a merchant that merely look like one of ours."""


class Fields(NamedTuple):
    """A product file's fields, all but those that depend on its address."""

    product: Product
    was: Prices
    values: Sequence[tuple[str, Sequence[Value]]]
    pictures: tuple[Picture, ...]
    digital: Digital | None
    title: str
    category: str
    tags: tuple[str, ...]
    summary: str
    status: str
    date: str
    modified: str
    slug: str
    url: str
    save_as: str
    template: str
    own: dict[str, Any]


def read_fields(reader: Reader, path: str, conf: Conf) -> Fields:
    """The fields of the product file at `path` (below the content folder); problems are noted."""
    values = read_options(reader, conf.shop.currencies)
    pictures = read_pictures(reader, path, conf.content)
    digital = read_digital(reader, _inside(reader, "digital"), path, conf.content)
    product = _product(reader, values, conf, digital)
    return Fields(
        product=product,
        was=read_was(reader, product, conf.shop.currencies),
        values=values,
        pictures=pictures,
        digital=digital,
        title=reader.text("title", required=True),
        category=reader.text("category"),
        tags=reader.texts("tags"),
        summary=reader.text("summary"),
        status=reader.choice("status", STATUSES, STATUSES[0]),
        date=_date(reader, "date"),
        modified=_date(reader, "modified"),
        slug=_inside(reader, "slug"),
        url=_inside(reader, "url"),
        save_as=_inside(reader, "save_as"),
        template=reader.text("template", "product"),
        own=_own(reader),
    )


def _product(
    reader: Reader,
    values: tuple[tuple[str, tuple[Value, ...]], ...],
    conf: Conf,
    digital: Digital | None,
) -> Product:
    currencies, stock = conf.shop.currencies, read_stock(reader)
    weight = reader.raw("weight")
    orderable = reader.flag("for_sale", default=True)
    prices = reader.prices("price", currencies)
    if orderable and reader.raw("price") is None:
        remedy = f"Write price: 18.00 {currencies[0]}, or for_sale: false."
        reader.problem(("price",), "price is missing.", remedy)
    sku = read_sku(reader)
    written = Written(
        sku=sku,
        prices=prices,
        weight=(read_grams(weight, reader.noting("weight")) or 0) if weight is not None else 0,
        stock=stock,
        options=values,
    )
    sold = expand(written, reader)
    return Product(
        sku=sku,
        name=reader.text("title"),
        url="",
        variants=sold.variants,
        options=sold.options,
        extras=tuple(_extras(reader, currencies)),
        tax=reader.choice("tax", conf.shop.taxes.classes, "standard"),
        digital=digital.name if digital else None,
        orderable=orderable,
        stock=sold.stock,
    )


def _extras(reader: Reader, currencies: Sequence[str]) -> list[Extra]:
    extras: dict[str, Extra] = {}
    for one in reader.tables("extras"):
        extra = Extra(
            sku=read_sku(one),
            name=one.text("name", required=True),
            prices=one.prices("price", currencies),
            text=one.integer("text", 0, most=LONGEST),
        )
        if one.raw("price") is None:
            one.problem(("price",), "price is missing.", "Write 0 if it costs nothing.")
        if extra.sku in extras:
            one.problem(("sku",), f"There is another extra {extra.sku}.", "Give it its own sku.")
        one.done()
        extras[extra.sku] = extra
    return list(extras.values())


def _date(reader: Reader, key: str) -> str:
    written = reader.text(key)
    if not written:
        return ""
    try:
        return datetime.fromisoformat(written).isoformat()
    except ValueError:
        remedy = "Write it like 2026-11-02 or 2026-11-02 10:30."
        reader.problem((key,), f"{written!r} is no date.", remedy)
        return ""


def _inside(reader: Reader, key: str) -> str:
    """A path that stays below the folder it is relative to."""
    written = reader.text(key).lstrip("/")
    if ".." in written.split("/") or "\\" in written:
        reader.problem((key,), f"{written} leads elsewhere.", "Write a path without ..")
    return written


def _own(reader: Reader) -> dict[str, Any]:
    """The merchant's own fields; one that looks like a misspelt key is noted."""
    own = {key: value for key, value in reader.data.items() if key not in KNOWN}
    for key in own:
        close = difflib.get_close_matches(key.casefold(), KNOWN, n=1, cutoff=0.8)
        if close and key.casefold() not in _WORDS_OF_THEIR_OWN:
            reader.problem((key,), f"Unknown key {key!r}.", f"Did you mean {close[0]}?")
    return own
