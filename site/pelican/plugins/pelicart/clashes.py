"""Finds products that claim the same SKU or the same address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.problems import Located


@dataclass(frozen=True, slots=True)
class Clash:
    """`what` clashes at a key of a file; its {} stands for the other file."""

    path: str
    key: str
    what: str
    other: str
    remedy: str


RENAME = "Give one of them another."


def find_clashes(entries: Sequence[Entry], conf: Conf) -> list[Located]:
    """Every clash, at the later of its two files."""
    skus: dict[str, str] = {}
    clashes = [*_of_skus(entries, skus), *_of_extras(entries, skus), *_of_addresses(entries)]
    return [_located(clash, conf) for clash in clashes]


def _located(clash: Clash, conf: Conf) -> Located:
    from pelican.plugins.pelicart.product_file import place  # noqa: PLC0415  only for a problem

    content = (conf.content / clash.path).read_bytes()
    what = clash.what.replace("{}", conf.named(clash.other))
    return place(clash.path, content, clash.key, what, clash.remedy)


def _of_skus(entries: Sequence[Entry], skus: dict[str, str]) -> Iterator[Clash]:
    for entry in entries:
        for sku in filter(None, entry.facts.skus):
            other = skus.setdefault(sku, entry.path)
            if other != entry.path:
                what = f"The SKU {sku} is also in {{}}."
                yield Clash(entry.path, "sku", what, other, RENAME)


def _of_extras(entries: Sequence[Entry], skus: dict[str, str]) -> Iterator[Clash]:
    """Products may share an extra, but none may have the SKU of a product."""
    for entry in entries:
        for sku in entry.facts.extras:
            if sku in skus:
                what = f"The extra {sku} has the SKU of a product in {{}}."
                yield Clash(entry.path, "extras", what, skus[sku], RENAME)


def _of_addresses(entries: Sequence[Entry]) -> Iterator[Clash]:
    files: dict[str, str] = {}
    for entry in entries:
        other = files.setdefault(entry.facts.save_as, entry.path)
        if other != entry.path and entry.facts.title:
            what = f"Its address {entry.facts.url} is also that of {{}}."
            remedy = "Write slug: followed by another word."
            yield Clash(entry.path, "title", what, other, remedy)
