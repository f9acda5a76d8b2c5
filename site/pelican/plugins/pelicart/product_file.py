"""Makes the entry of a product file: its product, its address, and what its page shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Entry, Facts
from pelican.plugins.pelicart.fields import Fields, read_fields
from pelican.plugins.pelicart.markdown import html_of
from pelican.plugins.pelicart.problems import Located, stop
from pelican.plugins.pelicart.source import Source, read_source
from pelican.plugins.pelicart.urls import save_as
from pelicart.catalogue import Product
from pelicart.reading import Problem, Reader

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def read_product_file(
    path: str, content: bytes, conf: Conf, problems: list[Located]
) -> Entry | None:
    """The entry of a file, None if nothing of it can be read; what is wrong is noted."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        problems.append(Located(path, line, "This is not UTF-8.", "Save the file as UTF-8."))
        return None
    source = read_source(path, text, problems)
    return _entry(source, conf, problems) if source else None


def read_again(path: str, conf: Conf) -> bytes:
    """The record of a file that had no problem when it was read in an earlier build."""
    problems: list[Located] = []
    entry = read_product_file(path, (conf.content / path).read_bytes(), conf, problems)
    stop([replace(one, file=conf.named(one.file)) for one in problems])
    return entry.record if entry and entry.record else b""


def place(path: str, content: bytes, key: str, what: str, remedy: str) -> Located:
    """A problem of a file at the line of one of its keys."""
    source = read_source(path, content.decode("utf-8"), [])
    problem = Problem((key,), what, remedy)
    return source.located(problem) if source else Located(path, 1, what, remedy)


def _entry(source: Source, conf: Conf, located: list[Located]) -> Entry:
    problems: list[Problem] = []
    reader = Reader(source.data, (), problems)
    fields = read_fields(reader, source.file, conf)
    slug, url = _address(reader, fields, source.file, conf)
    picture = conf.naming.static(fields.pictures[0].file) if fields.pictures else ""
    product = replace(
        fields.product,
        url=f"{conf.base}/{url}",
        image=f"{conf.base}/{picture}" if picture else "",
    )
    record = _record(fields, slug, url, source, conf)
    line, written = product.line().encode(), _encode(record).encode()
    located += [source.located(problem) for problem in problems]
    return Entry(
        path=source.file,
        facts=_facts(fields, product, record, conf),
        line=line,
        record=written,
        digest=hashlib.blake2b(line + b"\n" + written, digest_size=16).hexdigest(),
        product=product,
    )


def _address(reader: Reader, fields: Fields, path: str, conf: Conf) -> tuple[str, str]:
    by_file = conf.naming.written["SLUGIFY_SOURCE"] == "basename"
    named = PurePosixPath(path).stem if by_file else fields.title
    slug = fields.slug or conf.naming.slug(named)
    pattern = conf.urls.draft if fields.status == "draft" else conf.urls.product
    for name in filter(None, (fields.category, *fields.tags)):
        if not conf.naming.term_slug(name):
            what = f"Nothing of {name!r} can stand in an address."
            reader.problem(("tags" if name in fields.tags else "category",), what, "Rename it.")
    if not slug and fields.title:
        what = "Nothing of the title can stand in an address."
        reader.problem(("title",), what, "Write slug: followed by a word.")
    return slug, fields.url or pattern.format(slug=slug)


def _record(fields: Fields, slug: str, url: str, source: Source, conf: Conf) -> dict[str, Any]:
    terms = conf.urls
    return {
        "path": source.file,
        "title": fields.title,
        "slug": slug,
        "url": url,
        "save_as": fields.save_as or save_as(url),
        "status": fields.status,
        "summary": fields.summary,
        "template": fields.template,
        "date": fields.date,
        "modified": fields.modified,
        "own": fields.own,
        "html": html_of(source.body),
        "images": [
            {"url": f"{conf.base}/{conf.naming.static(one.file)}", "alt": one.alt}
            for one in fields.pictures
        ],
        "category": _term(fields.category, terms.category, conf) if fields.category else None,
        "tags": [_term(tag, terms.tag, conf) for tag in fields.tags],
        "was": dict(fields.was),
        "surcharges": [[dict(value.prices) for value in values] for _, values in fields.values],
    }


def _term(name: str, pattern: str, conf: Conf) -> dict[str, str]:
    slug = conf.naming.term_slug(name)
    return {"name": name, "slug": slug, "url": pattern.format(slug=slug)}


def _named(term: Mapping[str, str]) -> list[str]:
    return [term["name"], term["slug"]]


def _facts(fields: Fields, product: Product, record: Mapping[str, Any], conf: Conf) -> Facts:
    first = conf.shop.currency
    return Facts(
        title=fields.title,
        url=record["url"],
        save_as=record["save_as"],
        status=fields.status,
        date=fields.date,
        price=min((one.prices.get(first, 0) for one in product.variants), default=0),
        category=_named(record["category"]) if record["category"] else [],
        tags=[_named(tag) for tag in record["tags"]],
        skus=sorted({product.sku, *product.stock, *(one.sku for one in product.variants)}),
        gone=sorted(counter for counter, units in product.stock.items() if not units),
        extras=[extra.sku for extra in product.extras],
        pictures=[picture.file for picture in fields.pictures],
        digital=[*fields.digital[:2], *fields.digital.stamp] if fields.digital else [],
        linked=bool(conf.naming.markers.search(record["html"])),
    )
