"""Tries the live templates at build time, with a sample of every state a shopper can be in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from types import CodeType
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, TemplateError
from jinja2.bccache import Bucket

from pelican.plugins.pelicart.problems import Located, template_place
from pelicart.publication import Frame, Text, page_data
from pelicart.quote import canonical
from pelicart.settings import Shop

if TYPE_CHECKING:
    from pelicart.pages import Pages as Filled

Pages = Mapping[str, tuple[Frame, Text]]


def try_live_templates(
    live: Mapping[str, str], pages: Pages, shop: Shop, before: str, problems: list[Located]
) -> str:
    """Notes each template that fails; returns a digest of what passed, to be given as `before`.

    What passed once passes again, as long as neither the templates nor what fills them changed.
    """
    tried = [version("pelicart"), live, {name: page_data(*page) for name, page in pages.items()}]
    digest = hashlib.sha256(f"{canonical(tried)}{shop!r}".encode()).hexdigest()
    if digest != before:
        check_live_templates(live, pages, shop, problems)
    return digest


def check_live_templates(
    live: Mapping[str, str], pages: Pages, shop: Shop, problems: list[Located]
) -> None:
    """Notes every place that fails on a sample, in any language, with the first such sample."""
    from pelicart.pages import Pages as Filled  # noqa: PLC0415  mostly not needed

    noted: set[tuple[str, int, str]] = set()
    compiled = _Compiled()
    for frame, text in pages.values():
        filled = Filled(live, frame, text, shop, compiled)
        for name, state, render in _trials(filled):
            try:
                render()
            except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
                place = template_place(wrong, name)
                what = f"It fails for the sample {state!r} in {text.language}: {wrong}."
                if (*place, str(wrong)) not in noted:
                    problems.append(Located(*place, what, "So it would for a shopper."))
                noted.add((*place, str(wrong)))


def _trials(filled: Filled) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Each template's name, the sample, and what renders it."""
    from pelican.plugins.pelicart.letter_samples import letter_samples  # noqa: PLC0415  as above
    from pelican.plugins.pelicart.samples import samples  # noqa: PLC0415  as above

    for name, state, view in samples():
        yield f"live/{name}.html", state, partial(filled.render, name, view)
    for state, letter in letter_samples():
        yield f"live/letters/{letter.letter}.html", state, partial(filled.letter, letter)


class _Compiled(BytecodeCache):
    """Compiled templates for all languages, which have each their own environment."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.code
