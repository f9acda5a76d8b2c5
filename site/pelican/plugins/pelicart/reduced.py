"""Reads what a product cost before it was reduced: the law says which price that may be.

Directive 98/6/EC, article 6a: the lowest of the 30 days before the reduction.
"""

from __future__ import annotations

from collections.abc import Sequence

from pelicart.catalogue import Product
from pelicart.money import decimal_text
from pelicart.reading import Reader

KEY = "was"


def read_was(reader: Reader, product: Product, currencies: Sequence[str]) -> dict[str, int]:
    """Minor units by currency of the key `was`; what isn't above the one price now is noted."""
    was = reader.prices(KEY, currencies)
    for currency, before in was.items():
        now = {one.prices[currency] for one in product.variants if currency in one.prices}
        _compare(reader, currency, before, now)
    return was


def _compare(reader: Reader, currency: str, before: int, now: set[int]) -> None:
    if not now:
        what = f"was has {currency}, and price has not."
        reader.problem((KEY,), what, "Write both in the same currencies.")
    elif len(now) > 1:
        what = f"The price in {currency} depends on the options, so no one price was before it."
        reader.problem((KEY,), what, "Leave was out, or make a product of each price.")
    elif before <= min(now):
        what = f"was is {decimal_text(before, currency)} {currency}: no more than the price now."
        reader.problem((KEY,), what, "Write the higher price from before the reduction.")
