"""Amounts as PayPal takes them; https://developer.paypal.com/reference/currency-codes/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pelicart_infra.local.paypal.refusals import invalid, unprocessable

CURRENCIES = frozenset({
    "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "EUR", "HKD", "HUF", "ILS", "JPY", "MYR", "MXN",
    "TWD", "NZD", "NOK", "PHP", "PLN", "GBP", "SGD", "SEK", "CHF", "THB", "USD",
})  # fmt: skip
WHOLE = frozenset({"HUF", "JPY", "TWD"})

_VALUE = re.compile(r"-?[0-9]*\.?[0-9]+", re.ASCII)


def digits_of(currency: str) -> int:
    """How many decimals PayPal writes."""
    return 0 if currency in WHOLE else 2


def read(amount: object, where: str, currency: str = "") -> Decimal:
    """The value of an amount in this currency (any that PayPal knows), which may be nought."""
    if not isinstance(amount, Mapping) or set(amount) - {"currency_code", "value", "breakdown"}:
        raise invalid("INVALID_PARAMETER_SYNTAX", where)
    code, value = amount.get("currency_code"), amount.get("value")
    if not isinstance(code, str) or not isinstance(value, str):
        raise invalid("MISSING_REQUIRED_PARAMETER", where)
    if code not in CURRENCIES:
        raise unprocessable("CURRENCY_NOT_SUPPORTED", where)
    if currency and code != currency:
        raise unprocessable("CURRENCY_MISMATCH", where)
    if not _VALUE.fullmatch(value) or len(value) > 32:
        raise invalid("INVALID_PARAMETER_SYNTAX", where)
    _, point, decimals = value.partition(".")
    if code in WHOLE and point:
        raise unprocessable("DECIMALS_NOT_SUPPORTED", where)
    if len(decimals) > 2:
        raise unprocessable("DECIMAL_PRECISION", where)
    if Decimal(value) < 0:
        raise unprocessable("CANNOT_BE_NEGATIVE", where)
    return Decimal(value)


def money(value: Decimal, currency: str) -> dict[str, Any]:
    """An amount as PayPal answers it."""
    return {"currency_code": currency, "value": f"{value:.{digits_of(currency)}f}"}
