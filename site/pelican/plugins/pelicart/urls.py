"""Addresses of the shop's pages: patterns a merchant may change, that cannot collide as they are.

A listing's further pages live in a folder of their own below it (`products/page/2/`), so that no
name of a category, such as `size-1` beside `size-12`, can be mistaken for a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pelicart.reading import Reader

_PATH = re.compile(r"[A-Za-z0-9_.{}-]+(?:/[A-Za-z0-9_.{}-]+)*(?:/|\.html)")
OF_THE_FUNCTIONS = "shop/"
"""Requests below this go to the functions, never to a page of the site."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Patterns relative to the site's root; a folder's address ends with a slash."""

    product: str
    products: str
    category: str
    tag: str
    draft: str = "drafts/product/{slug}/"


def read_urls(reader: Reader) -> Urls:
    """The patterns of `SHOP["urls"]`."""
    urls = Urls(
        product=_pattern(reader, "product", "product/{slug}/", slug=True),
        products=_pattern(reader, "products", "products/", slug=False),
        category=_pattern(reader, "category", "products/category/{slug}/", slug=True),
        tag=_pattern(reader, "tag", "products/tag/{slug}/", slug=True),
    )
    reader.done()
    return urls


def page_url(url: str, number: int) -> str:
    """The address of a listing's page; the first is the listing itself."""
    return url if number == 1 else f"{url}page/{number}/"


def save_as(url: str) -> str:
    """The file that is served at an address."""
    return f"{url}index.html" if url.endswith("/") or not url else url


def _pattern(reader: Reader, key: str, default: str, *, slug: bool) -> str:
    pattern = reader.text(key, default).lstrip("/")
    remedy = f"Write it like {default}."
    listing = key != "product"
    if not _PATH.fullmatch(pattern) or ".." in pattern or (listing and pattern[-1] != "/"):
        reader.problem((key,), f"{pattern!r} can't be an address.", remedy)
    elif pattern.count("{slug}") != slug or "{" in pattern.replace("{slug}", ""):
        needs = "It needs {slug} once, and no other field." if slug else "It has no field."
        reader.problem((key,), f"{pattern!r} can't be told apart. {needs}", remedy)
    elif pattern.startswith(OF_THE_FUNCTIONS):
        what = "Addresses below /shop/ belong to cart and checkout."
        reader.problem((key,), what, remedy)
    else:
        return pattern
    return default
