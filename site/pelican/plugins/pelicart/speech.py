"""What pages in each language of the shop need, kept between builds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.gettexts import translators
from pelican.plugins.pelicart.problems import Located
from pelicart.publication import Text, text_from
from pelicart.quote import digest

FOLDER = "messages"
OURS = Path(__file__).parent / FOLDER


class Speech:
    """The texts of all languages of the shop, and of the site's own, `home`."""

    def __init__(self, texts: Mapping[str, Text], home: str, key: str) -> None:
        self._texts, self._key = texts, key
        self.digest = digest(texts[home].as_data())

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

    def as_data(self) -> dict[str, Any]:
        """To be kept, and given as `before` in the next build."""
        texts = {language: text.as_data() for language, text in self._texts.items()}
        return {"key": self._key, "texts": texts}


def speech_of(
    conf: Conf, home: str, theme: Path, before: Mapping[str, Any], problems: list[Located]
) -> Speech:
    """The shop's speech. Locale data is asked only if languages, currencies or messages changed."""
    languages, folders = (*dict.fromkeys((home, *conf.shop.languages)),), (OURS, theme / FOLDER)
    key = _key_of(languages, conf.shop.currencies, folders)
    if before.get("key") == key:
        return Speech({name: text_from(data) for name, data in before["texts"].items()}, home, key)
    from pelican.plugins.pelicart.locale_data import text_of  # noqa: PLC0415  Babel is slow to load

    texts = {
        language: text_of(language, conf.shop.currencies, folders, problems)
        for language in languages
    }
    return Speech(texts, home, key)


def _key_of(languages: Sequence[str], currencies: Sequence[str], folders: Sequence[Path]) -> str:
    files = [file for folder in folders for file in sorted(folder.glob("*.po"))]
    messages = [[str(file), file.read_text("utf-8", "replace")] for file in files]
    return digest(version("babel"), version("pelicart"), languages, currencies, messages)
