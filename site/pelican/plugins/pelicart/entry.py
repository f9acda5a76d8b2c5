"""A product file as the build keeps it: what listings and checks need, and the rest as text."""

from __future__ import annotations

from typing import Any, NamedTuple

from pelicart.catalogue import Product


class Facts(NamedTuple):
    """What listings and checks need of a product; all of it plain, as JSON has it.

    A named tuple, and so is `Entry`: each build makes thousands, and they are made at once.

    `category` is name and slug, empty if there is none, and so is each of `tags`. `skus` are the
    product's own, its variants' and counters'; of the counters in `gone` there is none at first.
    `pictures` are relative to the content folder.
    `digital` has what a `Digital` has, or nothing.
    `linked`: its body has link markers, so it depends on other files.
    """

    title: str
    url: str
    save_as: str
    status: str
    date: str
    price: int
    category: list[str]
    tags: list[list[str]]
    skus: list[str]
    gone: list[str]
    extras: list[str]
    pictures: list[str]
    digital: list[Any]
    linked: bool


class Entry(NamedTuple):
    """`line` is the product's line of the catalogue, `record` what its page shows besides: JSON.

    `product` is what the line says. It and the record are None in an entry of the last build: few
    are needed, and made again from the line and the file.
    """

    path: str
    facts: Facts
    line: bytes
    record: bytes | None
    digest: str
    product: Product | None

    @property
    def listed(self) -> bool:
        """Whether it stands in listings."""
        return self.facts.status == "published"

    @property
    def published(self) -> bool:
        """Whether the functions know it."""
        return self.facts.status != "draft"
