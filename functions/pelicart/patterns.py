"""Numbers, money and dates as a language writes them, from patterns made at build time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pelicart.money import decimal_text

SYMBOL, NUMBER = "¤", "#"
"""Stand for the currency's symbol and the digits in a pattern, as in CLDR."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """One language's way of writing, after CLDR.

    `grouping` is the length of the last group of digits and of those before it. `amount`, `debit`
    (a negative amount) and `rate` are patterns of `SYMBOL` and `NUMBER`. `day` is a format string
    of day, month (its number), name (the month's) and year. `symbols` by currency; one that isn't
    listed is written as its code. `clock` is one of hour (0 to 23), short (1 to 12), half (of
    the day, one of `halves`) and minute.
    """

    decimal: str
    group: str
    grouping: tuple[int, int]
    amount: str
    debit: str
    rate: str
    day: str
    months: tuple[str, ...]
    symbols: Mapping[str, str]
    clock: str = "{hour:02}:{minute:02}"
    halves: tuple[str, str] = ("AM", "PM")

    def money(self, minor: int, currency: str) -> str:
        """Minor units as an amount with all decimals of the currency and its symbol."""
        whole, _, decimals = decimal_text(abs(minor), currency).partition(".")
        number = self._grouped(whole) + (self.decimal + decimals if decimals else "")
        pattern = self.debit if minor < 0 else self.amount
        symbol = self.symbols.get(currency, currency)
        return pattern.replace(NUMBER, number).replace(SYMBOL, symbol)

    def percent(self, rate: int) -> str:
        """A rate in thousandths of a percent, without trailing zeros."""
        whole, decimals = divmod(rate, 1000)
        places = f"{decimals:03}".rstrip("0")
        number = self._grouped(str(whole)) + (self.decimal + places if places else "")
        return self.rate.replace(NUMBER, number)

    def date(self, epoch: int) -> str:
        """The day (UTC) of an epoch time in seconds, the month spelled out."""
        when = datetime.fromtimestamp(epoch, UTC)
        return self.day.format(
            day=when.day, month=when.month, name=self.months[when.month - 1], year=when.year
        )

    def time(self, epoch: int) -> str:
        """The time of day of an epoch time, with its zone: UTC, as of `date`."""
        when = datetime.fromtimestamp(epoch, UTC)
        half, short = self.halves[when.hour // 12], when.hour % 12 or 12
        clock = self.clock.format(hour=when.hour, short=short, half=half, minute=when.minute)
        return f"{clock} UTC"

    def as_data(self) -> dict[str, Any]:
        """Plain lists and dicts, for JSON."""
        return asdict(self)

    def _grouped(self, digits: str) -> str:
        last, before = self.grouping
        groups, rest = [digits[-last:]], digits[:-last]
        while rest:
            groups.append(rest[-before:])
            rest = rest[:-before]
        return self.group.join(reversed(groups))


def patterns_from(data: Mapping[str, Any]) -> Patterns:
    """Inverse of `Patterns.as_data`, also through JSON."""
    first, second = data["grouping"]
    lists = {name: tuple(data[name]) for name in ("months", "halves") if name in data}
    return Patterns(**{**data, **lists, "grouping": (first, second)})
