"""The shop's sentences in each language: gettext files of the plugin, and of the theme above them.

A language's file is `messages/<language>.po`; `pt-BR` falls back to `pt`. English needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from pelican.plugins.pelicart.problems import Located

Messages = dict[str, str | Sequence[str]]


def read_messages(language: str, folders: Iterable[Path], problems: list[Located]) -> Messages:
    """The translated messages of a language; later folders win over earlier ones."""
    messages: Messages = {}
    generic = language.replace("_", "-").partition("-")[0]
    for folder in folders:
        for name in dict.fromkeys((generic, language.replace("-", "_"), language)):
            file = folder / f"{name}.po"
            if file.is_file():
                messages |= _read(file, generic, problems)
    return messages


def _read(file: Path, language: str, problems: list[Located]) -> Messages:
    try:
        with file.open("rb") as lines:
            catalogue = read_po(lines, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as wrong:
        line = int(getattr(wrong, "lineno", 0) or 0) + 1
        problems.append(Located(str(file), line, f"This is no gettext file: {wrong}."))
        return {}
    messages: Messages = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        name, text = message.id, message.string
        if isinstance(name, str) and isinstance(text, str) and text:
            messages[name] = text
        elif isinstance(text, list | tuple) and all(text):
            messages[name[0]] = [*text]
    return messages
