"""Finds products that claim the same SKU or the same address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.problems import Located

Clash = tuple[str, str, str, str]
"""A file, the key in it, what clashes, and what to do."""

RENAME = "Give one of them another."


def find_clashes(entries: Sequence[Entry], conf: Conf) -> list[Located]:
    """Every clash, at the later of its two files."""
    skus: dict[str, str] = {}
    clashes = [*_of_skus(entries, skus), *_of_extras(entries, skus), *_of_addresses(entries)]
    if not clashes:
        return []
    from pelican.plugins.pelicart.product_file import place  # noqa: PLC0415  only for a problem

    return [
        place(path, (conf.content / path).read_bytes(), key, what, remedy)
        for path, key, what, remedy in clashes
    ]


def _of_skus(entries: Sequence[Entry], skus: dict[str, str]) -> Iterator[Clash]:
    for entry in entries:
        for sku in filter(None, entry.facts.skus):
            other = skus.setdefault(sku, entry.path)
            if other != entry.path:
                yield entry.path, "sku", f"The SKU {sku} is also in {other}.", RENAME


def _of_extras(entries: Sequence[Entry], skus: dict[str, str]) -> Iterator[Clash]:
    """Products may share an extra, but none may have the SKU of a product."""
    for entry in entries:
        for sku in entry.facts.extras:
            if sku in skus:
                what = f"The extra {sku} has the SKU of a product in {skus[sku]}."
                yield entry.path, "extras", what, RENAME


def _of_addresses(entries: Sequence[Entry]) -> Iterator[Clash]:
    files: dict[str, str] = {}
    for entry in entries:
        other = files.setdefault(entry.facts.save_as, entry.path)
        if other != entry.path and entry.facts.title:
            what = f"Its address {entry.facts.url} is also that of {other}."
            yield entry.path, "title", what, "Write slug: followed by another word."
