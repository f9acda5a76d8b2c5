"""Messages of the plugin and of a theme, and how templates speak them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pelican.plugins.pelicart.gettexts import translators
from pelican.plugins.pelicart.locale_data import text_of
from pelican.plugins.pelicart.translations import read_messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def po(folder: Path, name: str, *messages: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.po").write_text(HEAD + "\n\n".join(messages) + "\n", "utf-8")
    return folder


def message(english: str, other: str) -> str:
    return f'msgid "{english}"\nmsgstr "{other}"'


def test_a_theme_says_it_its_own_way(tmp_path: Path) -> None:
    ours = po(tmp_path / "ours", "fr", message("Cart", "Panier"), message("Pay", "Payer"))
    theme = po(tmp_path / "theme", "fr", message("Cart", "Corbeille"))
    assert read_messages("fr", (ours, theme), []) == {"Cart": "Corbeille", "Pay": "Payer"}


def test_a_country_has_its_own_words_and_else_those_of_its_language(tmp_path: Path) -> None:
    folder = po(tmp_path / "m", "de", message("Cart", "Warenkorb"), message("Pay", "Zahlen"))
    po(folder, "de-CH", message("Pay", "Bezahlen"))
    assert read_messages("de-CH", [folder], []) == {"Cart": "Warenkorb", "Pay": "Bezahlen"}


def test_what_is_fuzzy_or_empty_is_not_said(tmp_path: Path) -> None:
    fuzzy = f"#, fuzzy\n{message('Cart', 'Wagen')}"
    folder = po(tmp_path / "m", "de", fuzzy, message("Pay", ""))
    assert read_messages("de", [folder], []) == {}


def test_a_broken_file_is_a_problem_with_its_line(tmp_path: Path) -> None:
    folder = po(tmp_path / "m", "de", message("Cart", "Wagen"), "Kasse")
    problems: list = []
    read_messages("de", [folder], problems)
    [problem] = map(str, problems)
    assert problem.startswith(f"{folder}/de.po:8: ")
    assert "This is no gettext file" in problem


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 sztuk"), (1, "1 sztuka"), (2, "2 sztuki"), (5, "5 sztuk")]
)
def test_plurals_follow_the_rule_of_the_language(tmp_path: Path, count: int, said: str) -> None:
    forms = 'msgid "%(num)s item"\nmsgid_plural "%(num)s items"\n' + "\n".join(
        f'msgstr[{n}] "%(num)s {form}"' for n, form in enumerate(("sztuka", "sztuki", "sztuk"))
    )
    folder = po(tmp_path / "m", "pl", forms)
    text = text_of("pl", ("PLN",), [folder], [])
    _, several = translators(text.messages, text.plural, str)
    assert several("%(num)s item", "%(num)s items", count) == said


def test_what_is_not_translated_is_asked_of_the_theme_and_else_stays_english() -> None:
    single, several = translators({}, "(n != 1)", {"Home": "Accueil"}.get)
    assert single("Home") == "Accueil"
    single, several = translators({}, "(n != 1)", str)
    assert single("At most %(count)s", count=3) == "At most 3"
    assert several("%(num)s item", "%(num)s items", 1) == "1 item"
    assert several("%(num)s item", "%(num)s items", 2) == "2 items"
