"""The French messages against the sentences of every template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PLUGIN = Path(__file__).parents[2] / "site/pelican/plugins/pelicart"
NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"

with (PLUGIN / "messages/fr.po").open("rb") as lines:
    FRENCH = {
        message.id: message.string
        for message in read_po(lines, abort_invalid=True)
        if message.id and not message.fuzzy
    }


def sentences() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(
        PLUGIN / "templates",
        method_map=[("**.html", "jinja2.ext:babel_extract")],
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {message for _, _, message, _, _ in found}


def forms(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def pairs() -> Iterator[tuple[str, str]]:
    for message, translated in FRENCH.items():
        yield from zip(forms(message), forms(translated), strict=True)


def test_every_sentence_is_translated_and_no_translation_is_left_over() -> None:
    assert {message for message, french in FRENCH.items() if all(forms(french))} == sentences()


def test_no_sentence_is_both_a_single_and_a_counted_one() -> None:
    ids = [forms(message)[0] for message in FRENCH]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("english", "french"), list(pairs()))
def test_a_translation_names_the_same_values(english: str, french: str) -> None:
    names = re.compile(r"%\((\w+)\)s")
    assert sorted(names.findall(french)) == sorted(names.findall(english))


@pytest.mark.parametrize("french", [french for _, french in pairs()])
def test_french_punctuation_does_not_break_away_from_its_word(french: str) -> None:
    assert not re.search(rf"[^{NO_BREAK}]:", french)
    assert not re.search(rf"[^{NARROW}][;!?]", french)
    assert not re.search(rf"«[^{NO_BREAK}]|[^{NO_BREAK}]»", french)
    assert "'" not in french
    assert "..." not in french
