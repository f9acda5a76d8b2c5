"""Amounts as Mollie writes them; https://docs.mollie.com/docs/multicurrency, November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart.errors import ProviderDown
from pelicart.money import MalformedMoney, Money, decimal_text, minor_units

# Decimals are those of ISO 4217. Which methods take a currency is up to the merchant's account.
CURRENCIES = frozenset({
    "AED", "AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "ISK",
    "JPY", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SEK", "SGD", "THB", "TWD", "USD",
    "ZAR",
})  # fmt: skip


def payable(total: Money) -> bool:
    """Whether Mollie can be asked for this; largest sums differ by method, up to Mollie."""
    return total.currency in CURRENCIES and total.minor > 0


def wire_amount(money: Money) -> dict[str, str]:
    """`{"currency": "EUR", "value": "46.90"}`: Mollie wants all decimals, and a text."""
    return {"currency": money.currency, "value": decimal_text(money.minor, money.currency)}


def money_of(said: object) -> Money:
    """Inverse of `wire_amount`, of what came from outside: `ProviderDown` if it's no such thing."""
    amount: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    value, currency = amount.get("value"), amount.get("currency")
    if not isinstance(value, str) or not isinstance(currency, str):
        raise ProviderDown("an answer without an amount")
    try:
        return Money(minor_units(value, currency), currency)
    except MalformedMoney as wrong:
        raise ProviderDown(f"an amount that can't be read: {wrong.reason}") from None
