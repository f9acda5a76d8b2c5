"""Reads a mapping that people wrote (settings, front matter), gathering every problem in it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pelicart.money import EXPONENTS, MalformedMoney, minor_units

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at `path`, and what to do about it."""

    path: Path
    what: str
    remedy: str

    def __str__(self) -> str:
        where = ".".join(str(part) for part in self.path)
        return f"{where}: {self.what} {self.remedy}".strip()


class Reader:
    """A view on one mapping: each verb reads a key, notes a problem and returns its default."""

    def __init__(self, data: object, path: Path, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        self._asked: list[str] = []
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            what = f"This should be a table of keys and values, not {data!r}."
            self.problem((), what, "Write each of its keys with a value.")

    def problem(self, at: Path, what: str, remedy: str) -> None:
        """Notes a problem below this reader's place."""
        self.problems.append(Problem(self.path + at, what, remedy))

    def raw(self, key: str) -> Any:  # noqa: ANN401  a hand-written value can be anything
        """The value as it stands, or None."""
        self._asked.append(key)
        return self.data.get(key)

    def has(self, key: str) -> bool:
        """Whether the key was written, be it empty."""
        return key in self.data

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """One line of text; a bare number is taken as its text."""
        value = self.raw(key)
        if value is None or value == "":
            if required:
                self.problem((key,), f"{key} is missing.", f"Write {key}: followed by a value.")
            return default
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.problem((key,), f"{key} should be text, not {value!r}.", "Put it in quotes.")
            return default
        return str(value).strip()

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value in choices:
            return value
        close = _closest(value, choices)
        self.problem((key,), f"{key} is {value!r}.", f"{close}Known: {', '.join(choices)}.")
        return default

    def integer(self, key: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """A whole number within bounds."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.problem(
                (key,), f"{key} is {value!r}.", f"Write a whole number from {least} to {most}."
            )
            return default
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false, as YAML and Python write them."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.problem((key,), f"{key} is {value!r}.", "Write true or false.")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self.raw(key)
        values = [] if value is None else value if isinstance(value, list | tuple) else [value]
        texts: list[str] = []
        for index, one in enumerate(values):
            if isinstance(one, bool) or not isinstance(one, str | int) or not str(one).strip():
                self.problem((key, index), f"{one!r} is no text.", "Put it in quotes.")
            else:
                texts.append(str(one).strip())
        return tuple(texts)

    def table(self, key: str) -> Reader:
        """The mapping below a key; missing reads as empty."""
        value = self.raw(key)
        return Reader({} if value is None else value, (*self.path, key), self.problems)

    def tables(self, key: str) -> Iterator[Reader]:
        """Each mapping of a list below a key; what is none is noted and left out."""
        value = self.raw(key)
        if value is not None and not isinstance(value, list | tuple):
            self.problem((key,), f"{key} should be a list.", f"Start each of {key} with a dash.")
            return
        for index, one in enumerate(value or ()):
            reader = Reader(one, (*self.path, key, index), self.problems)
            if isinstance(one, Mapping):
                yield reader

    def prices(self, key: str, currencies: Sequence[str]) -> dict[str, int]:
        """Minor units by currency from `18.00 EUR`, `"18.00"` or `{EUR: "18.00", JPY: 2900}`."""
        return read_prices(self.raw(key), currencies, self.noting(key))

    def done(self) -> None:
        """Notes every key that no verb asked for, with the closest known one."""
        for key in self.data:
            if key not in self._asked:
                close = _closest(str(key), self._asked)
                known = f"Known: {', '.join(sorted(set(self._asked)))}."
                self.problem((key,), f"Unknown key {key!r}.", close or known)

    def noting(self, *at: str | int) -> Callable[[str, str], None]:
        """Takes what is wrong at a place below, and what to do about it."""
        return lambda what, remedy: self.problem(at, what, remedy)


def read_prices(
    value: object, currencies: Sequence[str], note: Callable[[str, str], None]
) -> dict[str, int]:
    """Minor units by currency; what can't be read is noted and left out."""
    if value is None:
        return {}
    by_currency = value if isinstance(value, Mapping) else _split(value, currencies[0])
    prices: dict[str, int] = {}
    for currency, amount in by_currency.items():
        if currency not in currencies:
            close = _closest(str(currency), currencies)
            note(
                f"{currency!r} is not a currency of this shop.",
                close or f'SHOP["currencies"] lists {", ".join(currencies)}.',
            )
        elif (minor := _minor(amount, currency, note)) is not None:
            prices[currency] = minor
    return prices


def _split(value: object, default: str) -> dict[str, object]:
    amount, _, currency = str(value).strip().rpartition(" ")
    if isinstance(value, str) and amount and currency.isalpha():
        return {currency: amount.strip()}
    return {default: value}


def _minor(amount: object, currency: str, note: Callable[[str, str], None]) -> int | None:
    text = str(amount).strip()
    example = f"Write it like {'18' if EXPONENTS[currency] == 0 else '18.00'} {currency}."
    if isinstance(amount, float):
        note(f"{amount!r} was read as a binary fraction.", f'{example} Or in quotes: "{amount}".')
        return None
    try:
        return minor_units(text, currency)
    except MalformedMoney as wrong:
        what = {
            "decimals": f"{text} has more decimals than {currency} has ({EXPONENTS[currency]}).",
            "large": f"{text} {currency} is larger than any payment provider takes.",
        }.get(wrong.reason, f"{text!r} is no amount.")
        negative = text.startswith("-")
        note(f"{text} is negative." if negative else what, example)
        return None


def _closest(word: str, known: Sequence[str]) -> str:
    folded = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.7)
    return f"Did you mean {folded[close[0]]}? " if close else ""
