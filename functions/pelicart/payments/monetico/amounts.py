"""Amounts as the bank writes them: the sum and, glued to it, the currency: `62.75EUR`."""

from __future__ import annotations

import re

from pelicart.errors import ProviderRefused
from pelicart.money import EXPONENTS, LARGEST, Money

DECIMALS = 2
"""The bank rounds what has more."""

_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,3}))?([A-Z]{3})", re.ASCII)


def payable(total: Money) -> bool:
    """Whether the bank can be asked for exactly this."""
    return 0 < total.minor <= LARGEST and _exact(total)


def amount_text(money: Money) -> str:
    """In the bank's way, or `ProviderRefused` where two decimals don't say it."""
    if money.minor < 0 or not _exact(money):
        raise ProviderRefused(f"no amount of the bank's in {money.currency}")
    exponent = EXPONENTS[money.currency]
    whole, part = divmod(money.minor, 10**exponent)
    if not exponent:
        return f"{whole}{money.currency}"
    return f"{whole}.{f'{part:0{exponent}}'[:DECIMALS]}{money.currency}"


def money_of(text: str) -> Money | None:
    """Inverse of `amount_text`; None for what is no sum of a currency that we know."""
    match = _AMOUNT.fullmatch(text)
    if not match or match[3] not in EXPONENTS:
        return None
    exponent = EXPONENTS[match[3]]
    decimals = (match[2] or "").ljust(3, "0")
    if decimals[exponent:].strip("0"):
        return None
    return Money(int(match[1] + decimals[:exponent]), match[3])


def _exact(money: Money) -> bool:
    beyond = max(EXPONENTS[money.currency] - DECIMALS, 0)
    return not money.minor % int(10**beyond)
