"""The publication: what a build hands to the functions, as files and as items of the table.

build.json             {"build": id}, the same id as in the site's .well-known/pelicart.json
shop.json              the settings, as `pelicart.settings.shop_from` reads them
catalogue.jsonl        one `Product.line` for each product
pages/<language>.json  {"frame": parts, "text": patterns, messages, ...}
pages/live/...         the live templates
files/<name>           what digital products sell, by a name that starts with a digest of it
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pelicart.catalogue import Product, product_from
from pelicart.errors import Misconfigured
from pelicart.order import product_key
from pelicart.patterns import Patterns, patterns_from
from pelicart.quote import canonical
from pelicart.stock import first_stock
from pelicart.writes import Item, Write

SHOP_KEY = "SHOP"
LIVE_KEY = "PAGE#live"

FILES = "files"
"""The folder of a publication that goes into the private bucket and nowhere else. It may have
more than the catalogue names: what was sold earlier stays."""

_ALONE = ("build.json", "shop.json", "catalogue.jsonl")
_LIVE = "pages/live"


def page_key(language: str) -> str:
    """The key of a language's frame and text in the table."""
    return f"PAGE#{language}"


HOLES = ("title", "head", "main")
"""What a live template fills in its frame; its blocks are named like them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of the theme with holes: literal text and the names of holes take turns."""

    parts: tuple[str, ...]

    def filled(self, blocks: Mapping[str, str]) -> str:
        """The whole page; `blocks` are HTML by the name of their hole."""
        return "".join(blocks[part] if index % 2 else part for index, part in enumerate(self.parts))


@dataclass(frozen=True, slots=True)
class Text:
    """What pages in one language need.

    `messages` by their English: one text, or a list of plural forms chosen by `plural`, a gettext
    C expression. `countries` are names by ISO 3166-1 alpha-2 code, in their order.
    """

    language: str
    patterns: Patterns
    messages: Mapping[str, str | Sequence[str]]
    plural: str
    countries: Mapping[str, str]

    def as_data(self) -> dict[str, Any]:
        """Plain lists and dicts, for JSON."""
        return {
            "language": self.language,
            "patterns": self.patterns.as_data(),
            "messages": dict(self.messages),
            "plural": self.plural,
            "countries": [[code, name] for code, name in self.countries.items()],
        }


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication in memory; `pages` has frame and text by language, `live` sources by name.

    `files` are those that the catalogue sells, by name: each belongs into the bucket before the
    products into the table.
    """

    build: str
    shop: Mapping[str, Any]
    products: Sequence[Product]
    pages: Mapping[str, tuple[Frame, Text]]
    live: Mapping[str, str]
    files: Mapping[str, Path] = field(default_factory=dict)


def text_from(data: Mapping[str, Any]) -> Text:
    """Inverse of `Text.as_data`."""
    patterns, countries = patterns_from(data["patterns"]), dict(data["countries"])
    return Text(**{**data, "patterns": patterns, "countries": countries})


def page_data(frame: Frame, text: Text) -> dict[str, Any]:
    """A language's file, and the body of its item."""
    return {"frame": list(frame.parts), "text": text.as_data()}


def page_from(data: Mapping[str, Any]) -> tuple[Frame, Text]:
    """Inverse of `page_data`."""
    return Frame(tuple(data["frame"])), text_from(data["text"])


def read_publication(folder: Path) -> Publication:
    """The publication in this folder; `Misconfigured` if there is none or it is incomplete."""
    try:
        read = publication_from(read_parts(folder))
        return replace(read, files=_sold(read.products, folder / FILES))
    except OSError as problem:
        raise Misconfigured(f"no whole publication in {folder}: {problem!r}") from problem


def read_parts(folder: Path) -> dict[str, bytes]:
    """What a publication consists of besides its files for sale, by name; raises OSError."""
    pages = sorted((folder / "pages").glob("*.json"))
    live = sorted(path for path in (folder / _LIVE).rglob("*") if path.is_file())
    paths = [*(folder / name for name in _ALONE), *pages, *live]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def publication_from(parts: Mapping[str, bytes]) -> Publication:
    """The publication of these parts, without its files; `Misconfigured` if one can't be read."""
    try:
        return Publication(
            build=json.loads(parts["build.json"])["build"],
            shop=json.loads(parts["shop.json"]),
            products=[product_from(json.loads(line)) for line in _lines(parts["catalogue.jsonl"])],
            pages={
                name[len("pages/") : -len(".json")]: page_from(json.loads(content))
                for name, content in parts.items()
                if name.startswith("pages/") and name.count("/") == 1
            },
            live={
                name.removeprefix("pages/"): content.decode()
                for name, content in parts.items()
                if name.startswith(f"{_LIVE}/")
            },
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise Misconfigured(f"no whole publication: {problem!r}") from problem


def _sold(products: Sequence[Product], folder: Path) -> dict[str, Path]:
    files = {product.digital: folder / product.digital for product in products if product.digital}
    for path in files.values():
        path.stat()  # a file that isn't there is told like any other
    return files


def _lines(catalogue: bytes) -> list[str]:
    return catalogue.decode().split("\n")[:-1]


def writes(publication: Publication) -> Iterator[Write]:
    """What puts a publication into the table; stock is set only where there is no counter yet.

    Products come before `SHOP`, so that a stopped run leaves the old build id in place.
    """
    for product in publication.products:
        yield from (first_stock(counter, units) for counter, units in product.stock.items())
        yield put_product(product)
    for language, (frame, text) in publication.pages.items():
        yield _put(page_key(language), canonical(page_data(frame, text)))
    yield _put(LIVE_KEY, canonical(dict(publication.live)))
    yield _put(SHOP_KEY, shop_text(publication.shop))


def put_product(product: Product) -> Write:
    """A product's item, with the terms that an order expects to find unchanged."""
    key = product_key(product.sku)
    return Write(key, put={"key": key, "body": product.line(), "terms": product.terms})


def shop_text(settings: Mapping[str, Any]) -> str:
    """Settings as JSON in the merchant's order, which is that of the methods in the checkout."""
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))


def _put(key: str, body: str) -> Write:
    return Write(key, put={"key": key, "body": body})


def shop_of(item: Item) -> dict[str, Any]:
    """The settings in the item `SHOP`."""
    data: dict[str, Any] = json.loads(item["body"])
    return data


def product_of(item: Item) -> Product:
    """The product in its item."""
    return product_from(json.loads(item["body"]))


def page_of(item: Item) -> tuple[Frame, Text]:
    """Frame and text in a language's item."""
    return page_from(json.loads(item["body"]))


def live_of(item: Item) -> dict[str, str]:
    """The live templates in the item `PAGE#live`, by name such as `live/cart.html`."""
    data: dict[str, str] = json.loads(item["body"])
    return data
