"""Amounts as PayPal writes them; https://developer.paypal.com/reference/currency-codes/."""

from __future__ import annotations

import re

from pelicart.errors import ProviderDown
from pelicart.money import EXPONENTS, Money, decimal_text

CURRENCIES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD"
    " USD".split()
)

WHOLE = frozenset({"HUF", "JPY", "TWD"})
"""Refused with decimals (DECIMALS_NOT_SUPPORTED), though ISO 4217 gives forint and dollar two."""

_VALUE = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,4}))?", re.ASCII)


def wire_text(money: Money) -> str | None:
    """PayPal's decimal text for exactly this sum; None where it has none, as below zero."""
    if money.minor < 0 or money.currency not in CURRENCIES:
        return None
    text = decimal_text(money.minor, money.currency)
    if money.currency not in WHOLE:
        return text
    whole, _, decimals = text.partition(".")
    return None if decimals.strip("0") else whole


def money_of(value: str, currency: str) -> Money:
    """Inverse of `wire_text`, with or without decimals; `ProviderDown` for what is no such sum."""
    match = _VALUE.fullmatch(value)
    if not match or currency not in CURRENCIES:
        raise ProviderDown("an answer with no sum of ours")
    exponent = EXPONENTS[currency]
    decimals = (match[2] or "").rstrip("0")
    if len(decimals) > exponent:
        raise ProviderDown("an answer with a fraction of the smallest unit")
    return Money(int(match[1] + decimals.ljust(exponent, "0")), currency)


def chargeable(total: Money) -> bool:
    """Whether PayPal can be asked for exactly this."""
    return total.minor > 0 and wire_text(total) is not None
