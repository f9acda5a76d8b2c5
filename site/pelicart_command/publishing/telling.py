"""What a publish is about to do, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pelicart.catalogue import Product
from pelicart.money import Money
from pelicart_command.publishing.commerce import Commerce, Price
from pelicart_command.publishing.invalidation import ALL
from pelicart_command.publishing.plan import Plan
from pelicart_command.publishing.state import State

LINES = 20
"""Lines of one kind that a publish shows; a dry run shows them all."""


def told(commerce: Commerce, most: int) -> Iterator[str]:
    """The commerce of it, under headings; at most so many lines under each, all for 0."""
    yield from _block("New products", list(_products(commerce.new)), most)
    yield from _block("Withdrawn", list(_products(commerce.withdrawn)), most)
    yield from _block("Prices", list(_prices(commerce.prices)), most)
    yield from _block("Stock", commerce.stock, most)
    yield from _block("Terms", commerce.terms, most)
    for heading, lines in commerce.settings.items():
        yield from _block(heading, lines, most)


def counted(plan: Plan, *, cdn: bool) -> Iterator[str]:
    """How much is to be sent."""
    site, wanted = plan.site, plan.wanted
    size = sum(wanted.site[path].size for path in site.send)
    yield (
        f"Site      {len(site.new):,} new, {site.changed:,} changed, {len(site.gone):,} to delete, "
        f"{plan.unchanged:,} unchanged; {_size(size)} to send"
    )
    items = len(plan.items)
    yield f"Table     {items:,} item{'' if items == 1 else 's'} to write"
    if plan.wanted.files:
        yield f"Files     {len(plan.files):,} of {len(wanted.files):,} for sale to send"
    paths = "everything" if list(plan.paths) == [ALL] else f"{len(plan.paths):,} paths"
    yield f"CDN       {paths} to ask for anew" if cdn else "CDN       none: nothing to invalidate"


def since(state: State) -> str:
    """What it is compared with."""
    if not state.rev:
        return "Nothing was published here yet."
    return f"Published now: {state.rev}, since {moment(state.at)}, by {state.by}."


def moment(at: int) -> str:
    """A time as everybody reads it the same."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _block(heading: str, lines: Sequence[str], most: int) -> Iterator[str]:
    if not lines:
        return
    shown = lines[:most] if most else lines
    yield f"{heading} ({len(lines):,})"
    yield from (f"  {line}" for line in shown)
    if len(shown) < len(lines):
        yield f"  and {len(lines) - len(shown):,} more: --dry-run lists them all"
    yield ""


def _products(products: Sequence[Product]) -> Iterator[str]:
    wide = max((len(one.sku) for one in products), default=0)
    for one in products:
        variants = one.variants[0].prices if one.variants else {}
        prices = ", ".join(str(Money(minor, currency)) for currency, minor in variants.items())
        others = len(one.variants) - 1
        more = f", and {others} other variant{'' if others == 1 else 's'}" if others > 0 else ""
        yield f"{one.sku:<{wide}}  {one.name}: {prices}{more}"


def _prices(prices: Sequence[Price]) -> Iterator[str]:
    wide = max((len(one.sku) for one in prices), default=0)
    named = max((len(one.name) for one in prices), default=0)
    for one in prices:
        before, after = one.before or "not sold", one.after or "not sold"
        yield f"{one.sku:<{wide}}  {one.name:<{min(named, 40)}}  {before} → {after}"


def _size(size: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size //= 1000
    return f"{size:,} GB"
