"""Amounts as people write them, for pages, books and levers; providers count in their own way."""

from __future__ import annotations

import re
from decimal import Decimal

from pelicart_infra.local.standin.refusal import Refusal

# ISO 4217
WITHOUT_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
)
WITH_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?", re.ASCII)


def digits_of(currency: str) -> int:
    """How many decimals a currency has by ISO 4217."""
    return 0 if currency in WITHOUT_DECIMALS else 3 if currency in WITH_THREE else 2


def text_of(units: int, digits: int) -> str:
    """`4690` with two digits as `46.90`."""
    return f"{Decimal(units).scaleb(-digits):.{digits}f}"


def units_of(text: object, digits: int) -> int:
    """`46.90` with two digits as `4690`; `Refusal` for what isn't exactly that."""
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise Refusal(f"Not an amount: {text!r}", param="amount")
    units = Decimal(text).scaleb(digits)
    if units != int(units):
        raise Refusal(f"Not an amount with {digits} decimals: {text}", param="amount")
    return int(units)


def shown(currency: str, text: str) -> str:
    """`JPY 1,234,567`, for pages."""
    return f"{currency} {Decimal(text):,}"
