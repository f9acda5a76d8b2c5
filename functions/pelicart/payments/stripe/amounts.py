"""Amounts as Stripe counts them; https://docs.stripe.com/currencies, as of November 2026."""

from __future__ import annotations

from pelicart.errors import ProviderRefused
from pelicart.money import EXPONENTS, Money

LARGEST = 99_999_999
"""Eight digits, in Stripe's units."""

# Where Stripe counts otherwise than ISO 4217: ISK and UGX have no decimals but are sent times 100;
# MGA is sent without the decimals it has.
_WIRE = EXPONENTS | {"ISK": 2, "UGX": 2, "MGA": 0}

# No currency Stripe charges in, or none it documents.
_UNKNOWN = frozenset({
    "BTN", "CUP", "ERN", "GHS", "IQD", "IRR", "KPW", "LYD", "MRU", "SDG", "SSP", "STN", "SVC",
    "SYP", "TMT", "VES", "ZWG",
})  # fmt: skip

# Smallest charge in Stripe's units; a currency that isn't listed has none of its own.
_SMALLEST = {
    "AED": 200, "ARS": 50, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "COP": 50, "CZK": 1500,
    "DKK": 250, "EUR": 50, "GBP": 30, "HKD": 400, "HUF": 17500, "IDR": 50, "ILS": 50, "INR": 50,
    "JPY": 50, "KRW": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50, "PHP": 50, "PLN": 200,
    "RON": 200, "RUB": 50, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50, "ZAR": 50,
}  # fmt: skip


def wire_amount(money: Money) -> int | None:
    """Stripe's integer for exactly this sum; None where Stripe has none."""
    if money.currency in _UNKNOWN:
        return None
    shift = _WIRE[money.currency] - EXPONENTS[money.currency]
    amount, rest = divmod(money.minor * 10 ** max(shift, 0), 10 ** max(-shift, 0))
    if _WIRE[money.currency] == 3:
        rest = amount % 10  # card schemes take two decimals of the three
    return None if rest else amount


def money_of(amount: int, currency: str) -> Money:
    """Inverse of `wire_amount`, from Stripe's lower-case code; `ProviderRefused` if it can't be."""
    code = currency.upper()
    if code not in EXPONENTS or code in _UNKNOWN:
        raise ProviderRefused(f"a sum in {code}")
    shift = _WIRE[code] - EXPONENTS[code]
    minor, rest = divmod(amount * 10 ** max(-shift, 0), 10 ** max(shift, 0))
    if rest:
        raise ProviderRefused(f"a fraction of {code}: {amount}")
    return Money(minor, code)


def chargeable(total: Money) -> bool:
    """Whether Stripe takes a payment of exactly this."""
    amount = wire_amount(total)
    return amount is not None and _SMALLEST.get(total.currency, 1) <= amount <= LARGEST
