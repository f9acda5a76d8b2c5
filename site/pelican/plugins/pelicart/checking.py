"""Everything that a build checks before it writes, without building."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from pelican.settings import read_settings

from pelican.plugins.pelicart.conf import CONF, Conf, prepare
from pelican.plugins.pelicart.manifest import Manifest
from pelican.plugins.pelicart.problems import BuildStopped, Located
from pelican.plugins.pelicart.shelf import Shelf, read_shelf
from pelican.plugins.pelicart.speech import speech_of
from pelicart.catalogue import Product, product_from


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; `notes` are no mistakes, but may surprise."""

    problems: tuple[Located, ...]
    notes: tuple[str, ...]
    summary: str


def check(settings_file: str, content: str | None = None) -> Checked:
    """The problems of the settings and of every product file; nothing is taken from a cache."""
    override = {"PATH": str(Path(content).absolute())} if content else {}
    try:
        settings = read_settings(settings_file, override=override)
    except SyntaxError as wrong:
        file, line = os.path.relpath(wrong.filename or settings_file), wrong.lineno or 1
        said = f"This is no Python: {wrong.msg}."
        what = Located(file, line, said, "Look at the line above too.")
        return Checked((what,), (), "1 problem.")
    prepare(settings)
    if CONF not in settings:
        what = Located(
            settings_file, 1, "SHOP is missing.", 'Write SHOP = {"currencies": ["EUR"]}.'
        )
        return Checked((what,), (), "1 problem.")
    conf: Conf = settings[CONF]
    shelf = read_shelf(conf, Manifest(), settings["IGNORE_FILES"])
    problems = [*conf.problems, *shelf.problems]
    speech_of(conf, settings["DEFAULT_LANG"], Path(settings["THEME"]), {}, problems)
    stopped = BuildStopped(problems)
    return Checked(tuple(stopped.problems), tuple(_notes(shelf, conf)), _summary(stopped, shelf))


def _summary(stopped: BuildStopped, shelf: Shelf) -> str:
    count = len(stopped.problems)
    if count:
        return f"{count} problem{'s' if count > 1 else ''}."
    published = [entry for entry in shelf.entries if entry.published]
    variants = sum(len(_product(entry.line).variants) for entry in published)
    products = _count(len(published), "product")
    products += f" with {_count(variants, 'variant')}" if published else ""
    drafts = _count(len(shelf.entries) - len(published), "draft")
    return f"{products}, {drafts}: no problem found."


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _notes(shelf: Shelf, conf: Conf) -> list[str]:
    notes = []
    if not conf.shop.origin.startswith("https://"):
        notes.append("Note: mails and payment providers need SITEURL to be an https address.")
    for entry in shelf.entries:
        product = _product(entry.line)
        priced = {currency for variant in product.variants for currency in variant.prices}
        lacking = [currency for currency in conf.shop.currencies if currency not in priced]
        if product.orderable and lacking:
            name = conf.named(entry.path)
            notes.append(f"Note: {name} has no price in {', '.join(lacking)}: not for sale there.")
    return notes


def _product(line: bytes) -> Product:
    return product_from(json.loads(line))
