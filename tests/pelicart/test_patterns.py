"""Patterns at run time against Babel, which they were taken from at build time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import NumberPattern, format_percent
from hypothesis import given, settings
from hypothesis import strategies as st

from pelican.plugins.pelicart.collation import FILE
from pelican.plugins.pelicart.locale_data import (
    countries,
    locale_of,
    patterns,
    plural,
    text_of,
)
from pelicart.money import EXPONENTS, LARGEST, decimal_text
from pelicart.patterns import patterns_from
from pelicart.publication import text_from
from pelicart.quote import canonical

CURRENCIES = tuple(EXPONENTS)
LANGUAGES = ("en", "fr", "de", "ja", "de-CH", "en-IN", "es", "pt-BR", "nl", "pl", "sv", "th", "zh")
PATTERNS = {language: patterns(language, CURRENCIES) for language in LANGUAGES}
AMOUNTS = (0, 5, 99, 100, 1250, 100_000, 123_456_789, LARGEST, -1, -123_456)


def by_babel(minor: int, currency: str, locale: Locale) -> str:
    """Babel's own currency pattern, with ISO 4217's decimals in place of CLDR's."""
    written = locale.currency_formats["standard"]
    pattern = NumberPattern(
        written.pattern, written.prefix, written.suffix, written.grouping, written.int_prec,
        (EXPONENTS[currency],) * 2, written.exp_prec, written.exp_plus,
    )  # fmt: skip
    amount = Decimal(decimal_text(minor, currency))
    return str(pattern.apply(amount, locale, currency=currency, currency_digits=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_currency_is_written_as_babel_does(language: str) -> None:
    locale = locale_of(language)
    for currency in CURRENCIES:
        for minor in AMOUNTS:
            assert PATTERNS[language].money(minor, currency) == by_babel(minor, currency, locale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_written_as_babel_does(language: str) -> None:
    for day in (date(2024, 2, 29), date(2026, 11, 2), date(1970, 1, 1), date(2031, 12, 31)):
        epoch = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
        expected = format_date(day, "long", locale=locale_of(language))
        assert PATTERNS[language].date(epoch) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rate", [0, 2_100, 5_500, 7_700, 8_125, 20_000, 100_000])
def test_rates_are_written_as_babel_does(language: str, rate: int) -> None:
    expected = format_percent(
        Decimal(rate) / 100_000, locale=locale_of(language), decimal_quantization=False
    )
    assert PATTERNS[language].percent(rate) == expected


@given(st.sampled_from(LANGUAGES), st.sampled_from(CURRENCIES), st.integers(-LARGEST, LARGEST))
@settings(deadline=None)
def test_any_amount_is_written_as_babel_does(language: str, currency: str, minor: int) -> None:
    expected = by_babel(minor, currency, locale_of(language))
    assert PATTERNS[language].money(minor, currency) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_survive_json(language: str) -> None:
    data = json.loads(json.dumps(PATTERNS[language].as_data()))
    assert patterns_from(data) == PATTERNS[language]


def test_a_currency_without_a_symbol_is_written_as_its_code() -> None:
    assert patterns("en", ("EUR",)).money(100, "CHF") == "CHF1.00"


def test_an_unknown_language_is_a_value_error() -> None:
    for language in ("xx", "", "english"):
        with pytest.raises(ValueError):
            locale_of(language)


def test_countries_are_named_in_the_language_and_groups_are_left_out() -> None:
    names = countries("fr")
    assert names["DE"] == "Allemagne"
    assert {"FR", "CH", "JP", "GB", "US", "MC"} <= set(names)
    assert not {"EU", "UN", "ZZ", "001", "EZ", "XA"} & set(names)


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", "Afghanistan, Åland Islands, Albania, Algeria"),
        ("fr", "Égypte, Émirats arabes unis, Équateur, Érythrée, Espagne, Estonie"),
        ("sv", "Zambia, Zimbabwe, Åland, Österrike, Östtimor"),
        ("es", "Nueva Zelanda, Omán"),
        ("de-AT", "Oman, Österreich, Pakistan"),
        ("cs", "Hongkong – ZAO Číny, Chile, Chorvatsko, Indie"),
        ("uk", "Ємен, Замбія, Західна Сахара, Зімбабве, Ізраїль, Індія"),
    ],
)
def test_countries_stand_where_the_language_has_them(language: str, in_order: str) -> None:
    wanted = in_order.split(", ")
    assert [name for name in countries(language).values() if name in wanted] == wanted


def test_every_language_orders_every_country_once() -> None:
    for line in FILE.read_text("ascii").splitlines():
        language, _, codes = line.partition(" ")
        pairs = [codes[at : at + 2] for at in range(0, len(codes), 2)]
        assert sorted(pairs) == sorted(countries(language)), language


def test_the_order_of_countries_survives_being_published() -> None:
    text = text_of("sv", ["EUR"], [], [])
    assert list(text_from(json.loads(canonical(text.as_data()))).countries) == [*text.countries]


def test_the_plural_rule_is_gettexts() -> None:
    assert plural("en") == "(n != 1)"
    assert plural("ja") == "0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_of_day_is_written_as_babel_does_and_says_its_zone(language: str) -> None:
    for hour, minute in ((0, 0), (0, 5), (9, 30), (11, 59), (12, 0), (13, 7), (23, 59)):
        epoch = 1_800_000_000 - 8 * 3600 + hour * 3600 + minute * 60
        when = datetime.fromtimestamp(epoch, UTC)
        assert (when.hour, when.minute) == (hour, minute)
        told = format_time(when, "short", locale=locale_of(language))
        assert PATTERNS[language].time(epoch) == f"{told} UTC"


def test_patterns_of_an_earlier_publication_still_tell_the_time() -> None:
    data = PATTERNS["en"].as_data()
    del data["clock"], data["halves"]
    assert patterns_from(data).time(1_800_000_000) == "08:00 UTC"
