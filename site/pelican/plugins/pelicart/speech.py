"""What pages in one language need: patterns, messages, countries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.locale_data import countries, locale_of, patterns, plural
from pelican.plugins.pelicart.problems import Located
from pelican.plugins.pelicart.translations import FOLDER, OURS, read_messages, translators
from pelicart.publication import Text
from pelicart.quote import digest


class Speech:
    """The texts of all languages of the shop; the site's own language is `home`."""

    def __init__(self, conf: Conf, home: str, theme: Path, problems: list[Located]) -> None:
        languages = dict.fromkeys((home, *conf.shop.languages))
        self._texts = {
            language: _text(language, conf.shop.currencies, theme, problems)
            for language in languages
        }
        self.digest = digest(self._texts[home].as_data())

    def text(self, language: str) -> Text:
        """The text of a language of the shop."""
        return self._texts[language]

    def variables(self, language: str, environment: Environment) -> dict[str, Any]:
        """What templates speak with; a theme's own translations are asked second."""
        text = self._texts[language]
        others = cast("Callable[[str], str]", environment.globals.get("gettext", str))
        single, several = translators(text.messages, text.plural, others)
        return {
            "_": single,
            "gettext": single,
            "ngettext": several,
            "money": text.patterns.money,
            "percent": text.patterns.percent,
            "lang": language,
        }


def _text(language: str, currencies: tuple[str, ...], theme: Path, problems: list[Located]) -> Text:
    try:
        locale_of(language)
    except ValueError:
        what = f"The language {language!r} is not known."
        problems.append(Located("SHOP", 1, what, 'Write a tag such as "en" or "de-CH".'))
        return _text("en", currencies, theme, problems)
    return Text(
        language=language,
        patterns=patterns(language, currencies),
        messages=read_messages(language, (OURS, theme / FOLDER), problems),
        plural=plural(language),
        countries=countries(language),
    )
