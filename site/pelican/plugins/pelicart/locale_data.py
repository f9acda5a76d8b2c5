"""Takes from Babel, at build time, what pages in one language need at run time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural
from babel.numbers import get_currency_symbol

from pelican.plugins.pelicart.collation import order_of
from pelican.plugins.pelicart.problems import Located
from pelican.plugins.pelicart.translations import read_messages
from pelicart.patterns import NUMBER, Patterns
from pelicart.publication import Text

_TIME_FIELDS = {
    "H": "{hour}",
    "HH": "{hour:02}",
    "h": "{short}",
    "hh": "{short:02}",
    "m": "{minute}",
    "mm": "{minute:02}",
    "a": "{half}",
}
_DATE_PART = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")
_FIELDS = {
    "d": "{day}",
    "dd": "{day:02}",
    "M": "{month}",
    "MM": "{month:02}",
    "MMMM": "{name}",
    "LLLL": "{name}",
    "y": "{year}",
    "yyyy": "{year}",
}
# The rest of ISO 3166 alpha-2 that CLDR names: groups, and codes for no place or a test.
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def locale_of(language: str) -> Locale:
    """The locale of a language tag such as `de`, `de-CH` or `pt_BR`; `ValueError` if unknown."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (LookupError, UnknownLocaleError) as unknown:
        raise ValueError(str(unknown)) from unknown


def text_of(
    language: str, currencies: Sequence[str], folders: Sequence[Path], problems: list[Located]
) -> Text:
    """All that pages in this language need; an unknown language is noted and read as English.

    `folders` hold files of messages; the later win.
    """
    try:
        locale_of(language)
    except ValueError:
        what = f"The language {language!r} is not known."
        problems.append(Located("SHOP", 1, what, 'Write a tag such as "en" or "de-CH".'))
        return text_of("en", currencies, folders, problems)
    return Text(
        language=language,
        patterns=patterns(language, currencies),
        messages=read_messages(language, folders, problems),
        plural=plural(language),
        countries=countries(language),
    )


def patterns(language: str, currencies: Sequence[str]) -> Patterns:
    """How the language writes numbers, dates, and amounts in these currencies."""
    locale = locale_of(language)
    symbols = locale.number_symbols["latn"]
    money = locale.currency_formats["standard"]
    return Patterns(
        decimal=symbols["decimal"],
        group=symbols["group"],
        grouping=money.grouping,
        amount=_pattern(money.prefix[0], money.suffix[0]),
        debit=_pattern(money.prefix[1], money.suffix[1]),
        rate=_pattern(
            locale.percent_formats[None].prefix[0], locale.percent_formats[None].suffix[0]
        ),
        day=_day(locale),
        clock=_clock(locale),
        halves=_halves(locale),
        months=tuple(locale.months["format"]["wide"][month] for month in range(1, 13)),
        symbols={currency: get_currency_symbol(currency, locale) for currency in currencies},
    )


def plural(language: str) -> str:
    """The language's choice of plural form, as a gettext C expression in n."""
    return str(get_plural(locale_of(language)).plural_expr)


def countries(language: str) -> dict[str, str]:
    """Names of countries and territories by ISO 3166-1 alpha-2 code, as the language orders them.

    A country that is newer than the known orders comes last.
    """
    names, places = names_of_countries(language), order_of(language)
    codes = sorted(names, key=lambda code: (places.get(code, len(names) * 2), names[code]))
    return {code: names[code] for code in codes}


def names_of_countries(language: str) -> dict[str, str]:
    """Their names, in no order."""
    names: dict[str, str] = dict(locale_of(language).territories)
    return {
        code: name
        for code, name in names.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY
    }


def _pattern(prefix: str, suffix: str) -> str:
    return f"{prefix}{NUMBER}{suffix}"


def _day(locale: Locale) -> str:
    """A format string of the long date; what it can't say falls back to year-month-day."""
    era = locale.eras["abbreviated"][1]
    written = []
    for match in _DATE_PART.finditer(locale.date_formats["long"].pattern):
        quoted, letter, text = match[1], match[2], match[0]
        if letter is None:
            written.append(_literal(quoted, text))
        elif letter == "G":
            written.append(era)
        elif text in _FIELDS:
            written.append(_FIELDS[text])
        else:
            return "{year}-{month:02}-{day:02}"
    return "".join(written)


def _clock(locale: Locale) -> str:
    """A format string of the short time; what it can't say falls back to 17:05."""
    written = []
    for match in _DATE_PART.finditer(locale.time_formats["short"].pattern):
        if match[2] is None:
            written.append(_literal(match[1], match[0]))
        elif match[0] in _TIME_FIELDS:
            written.append(_TIME_FIELDS[match[0]])
        else:
            return "{hour:02}:{minute:02}"
    return "".join(written)


def _halves(locale: Locale) -> tuple[str, str]:
    """How the halves of a day are called."""
    names = locale.day_periods["format"]["abbreviated"]
    return names["am"], names["pm"]


def _literal(quoted: str | None, text: str) -> str:
    """Text between two fields, as a format string has it."""
    literal = text if quoted is None else quoted or "'"
    return literal.replace("{", "{{").replace("}", "}}")
