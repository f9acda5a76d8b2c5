"""Money as integer minor units of an ISO 4217 currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pelicart.errors import PelicartError

# ISO 4217 list one: active currencies and their minor-unit exponents (2 unless said).
_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD UYU UZS VES WST XCD YER ZAR ZMW ZWG
""".split()
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()
_THREE = "BHD IQD JOD KWD LYD OMR TND".split()
EXPONENTS: dict[str, int] = (
    dict.fromkeys(_TWO, 2) | dict.fromkeys(_ZERO, 0) | dict.fromkeys(_THREE, 3)
)

LARGEST = 99_999_999
"""Largest amount in minor units that every provider takes (Stripe: eight digits)."""

_DECIMAL = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?", re.ASCII)


class MalformedMoney(PelicartError):
    """Text that isn't such an amount; `reason` is malformed, decimals, currency or large."""

    code = "malformed-money"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.reason = reason


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` units (cents, yen, fils) of `currency`; adding different currencies raises."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int or self.currency not in EXPONENTS:
            raise MalformedMoney("currency", f"{self.minor} {self.currency}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __str__(self) -> str:
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MalformedMoney("currency", f"{self} and {other}")
        return other.minor


def minor_units(text: str, currency: str) -> int:
    """Minor units of plain decimal text such as `18`, `18.5` or `18.50`; never through a float."""
    if currency not in EXPONENTS:
        raise MalformedMoney("currency", currency)
    match = _DECIMAL.fullmatch(text)
    if not match:
        raise MalformedMoney("malformed", text)
    whole, decimals = match[1], match[2] or ""
    if len(decimals) > EXPONENTS[currency]:
        raise MalformedMoney("decimals", text)
    minor = int(whole + decimals.ljust(EXPONENTS[currency], "0"))
    if minor > LARGEST:
        raise MalformedMoney("large", text)
    return minor


def decimal_text(minor: int, currency: str) -> str:
    """Inverse of `minor_units`: all decimals of the currency, a point, no grouping."""
    exponent = EXPONENTS[currency]
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(exponent + 1, "0")
    return f"{sign}{digits}" if not exponent else f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def share(amount: int, numerator: int, denominator: int) -> int:
    """`amount * numerator / denominator` in whole units, halves rounded away from zero.

    The one rounding rule of the shop: taxes of lines and of shipping go through here.
    """
    doubled = 2 * abs(amount) * numerator + denominator
    rounded = doubled // (2 * denominator)
    return rounded if amount >= 0 else -rounded


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in whole parts in proportion to weights, by largest remainder; their sum is exact.

    On equal remainders the earlier part gets the unit. Weights are at least 0, their sum above. A
    negative amount is cut as its opposite, so no part is larger than its weight if the whole isn't.
    """
    if amount < 0:
        return [-part for part in split(-amount, weights)]
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % whole))
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts
