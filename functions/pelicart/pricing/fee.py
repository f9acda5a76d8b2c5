"""What choosing a way to pay adds to an order, or takes off it: as the merchant wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pelicart.catalogue import Prices
from pelicart.money import share
from pelicart.pricing.tax import HUNDRED_PERCENT
from pelicart.reading import Reader, read_prices

_PERCENT = re.compile(r"([+-]?)([0-9]{1,3})(?:\.([0-9]{1,3}))? ?%", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A price by currency, or a rate in thousandths of a percent; negative for a discount."""

    prices: Prices = field(default_factory=dict)
    rate: int = 0

    def __bool__(self) -> bool:
        return bool(self.prices or self.rate)

    def amount(self, value: int, currency: str) -> int:
        """Minor units on an order whose lines and delivery come to `value`.

        A discount takes off the whole value at most; an order of nothing has no fee.
        """
        if not value:
            return 0
        part = share(value, self.rate, HUNDRED_PERCENT) if self.rate else self.prices.get(currency)
        return max(part or 0, -value)


def read_fee(reader: Reader, currencies: Sequence[str], needed: Sequence[str]) -> FeeRule:
    """The fee below `fee`: `2 %`, `-3.00 EUR` or `{"EUR": "1.50", "CHF": "-1.50"}`.

    `currencies` are the shop's, `needed` those of them that a price may not lack.
    """
    value = reader.raw("fee")
    if value is None:
        return FeeRule()
    if isinstance(value, str) and "%" in value:
        return FeeRule(rate=_rate(reader, value.strip()))
    prices = _prices(reader, value, currencies)
    written = value if isinstance(value, Mapping) else prices
    missing = [currency for currency in needed if currency not in written]
    if prices and missing:
        remedy = 'Write "0" where there is none, or limit "currencies".'
        reader.problem(("fee",), f"fee has no price in {', '.join(missing)}.", remedy)
    return FeeRule(prices if any(prices.values()) else {})


def _rate(reader: Reader, text: str) -> int:
    match = _PERCENT.fullmatch(text)
    rate = int(match[2] + (match[3] or "").ljust(3, "0")) if match else HUNDRED_PERCENT + 1
    if match is None or rate > HUNDRED_PERCENT:
        reader.problem(("fee",), f"{text!r} is no percentage.", 'Write it like "2 %" or "-1.5 %".')
        return 0
    return -rate if match[1] == "-" else rate


def _prices(reader: Reader, value: object, currencies: Sequence[str]) -> dict[str, int]:
    """Minor units by currency; other prices know no sign, so it is read here."""
    if not isinstance(value, Mapping):
        sign, amount = _signed(value)
        read = read_prices(amount, currencies, reader.noting("fee"))
        return {currency: sign * minor for currency, minor in read.items()}
    prices: dict[str, int] = {}
    for currency, written in value.items():
        sign, amount = _signed(written)
        read = read_prices({currency: amount}, currencies, reader.noting("fee", str(currency)))
        prices |= {known: sign * minor for known, minor in read.items()}
    return prices


def _signed(value: object) -> tuple[int, object]:
    if isinstance(value, int) and value < 0:
        return -1, -value
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith(("-", "+")):
        return (-1 if text[0] == "-" else 1), text[1:].strip()
    return 1, value
