"""Which listings there are, what stands on their pages, and what stands beside a product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.parts import Term
from pelican.plugins.pelicart.urls import page_url, save_as

BY_CATEGORY = "product_category"
"""The template of a category's listing."""

RELATED = 4
"""How many products of the same category stand on a product's page."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All products of the shop, of a category or of a tag, in the merchant's order."""

    template: str
    url: str
    entries: Sequence[Entry]
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing, counted from 1; `previous` and `next` are addresses or empty."""

    listing: Listing
    number: int
    total: int
    entries: Sequence[Entry]

    @property
    def url(self) -> str:
        """Its address, relative to the site's root."""
        return page_url(self.listing.url, self.number)

    @property
    def save_as(self) -> str:
        """Its file."""
        return save_as(self.url)

    @property
    def previous(self) -> str:
        """The address of the page before, or empty text."""
        return page_url(self.listing.url, self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or empty text."""
        return page_url(self.listing.url, self.number + 1) if self.number < self.total else ""

    @property
    def term(self) -> Term | None:
        """The category or tag, None on the shop's index."""
        return self.listing.term

    @property
    def count(self) -> int:
        """How many products the whole listing has."""
        return len(self.listing.entries)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All listings, and the categories in the order of their names."""

    listings: tuple[Listing, ...]
    categories: tuple[Term, ...]
    related: dict[str, tuple[Entry, ...]]


def pages_of(listing: Listing, per_page: int) -> Iterator[ListingPage]:
    """Every page of a listing; an empty one has one page."""
    starts = range(0, max(len(listing.entries), 1), per_page)
    for number, start in enumerate(starts, 1):
        entries = listing.entries[start : start + per_page]
        yield ListingPage(listing, number, len(starts), entries)


def arrange(entries: Sequence[Entry], conf: Conf) -> Arrangement:
    """The listings of these products; hidden products and drafts stand in none."""
    shown = _ordered([entry for entry in entries if entry.listed], conf.order)
    categories: dict[str, tuple[Term, list[Entry]]] = {}
    tags: dict[str, tuple[Term, list[Entry]]] = {}
    for entry in shown:
        if entry.facts.category:
            _file(categories, entry, entry.facts.category, conf.urls.category)
        for tag in entry.facts.tags:
            _file(tags, entry, tag, conf.urls.tag)
    listings = (
        Listing("products", conf.urls.products, shown),
        *(Listing(BY_CATEGORY, term.url, some, term) for term, some in categories.values()),
        *(Listing("product_tag", term.url, some, term) for term, some in tags.values()),
    )
    terms = sorted((term for term, _ in categories.values()), key=lambda term: term.name.casefold())
    return Arrangement(
        listings, tuple(terms), _neighbours([some for _, some in categories.values()])
    )


def _ordered(entries: list[Entry], order: str) -> list[Entry]:
    by_title = sorted(entries, key=lambda entry: (entry.facts.title.casefold(), entry.path))
    if order == "newest":
        return sorted(by_title, key=lambda entry: entry.facts.date, reverse=True)
    return sorted(by_title, key=lambda entry: entry.facts.price) if order == "price" else by_title


def _file(
    filed: dict[str, tuple[Term, list[Entry]]], entry: Entry, named: Sequence[str], pattern: str
) -> None:
    name, slug = named
    if slug not in filed:
        filed[slug] = Term(name, slug, pattern.format(slug=slug)), []
    entries = filed[slug][1]
    if not entries or entries[-1] is not entry:  # two of its tags may have the same slug
        entries.append(entry)


def _neighbours(categories: Sequence[Sequence[Entry]]) -> dict[str, tuple[Entry, ...]]:
    """The next few of its category, in a circle: a new product changes few pages."""
    related = {}
    for entries in categories:
        circle = [*entries, *entries]
        count = min(RELATED, len(entries) - 1)
        for index, entry in enumerate(entries, 1):
            related[entry.path] = tuple(circle[index : index + count])
    return related
