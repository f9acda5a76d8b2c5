"""Tries the live templates at build time, with a sample of every state a shopper can be in."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import TemplateError

from pelican.plugins.pelicart.problems import Located, template_place
from pelican.plugins.pelicart.samples import samples
from pelicart.pages import Pages
from pelicart.publication import Frame, Text
from pelicart.settings import Shop


def check_live_templates(
    live: Mapping[str, str],
    pages: Mapping[str, tuple[Frame, Text]],
    shop: Shop,
    problems: list[Located],
) -> None:
    """Notes every template that fails on a sample, in any language, at its line."""
    for frame, text in pages.values():
        tried = Pages(live, frame, text, shop)
        for name, state, view in samples():
            try:
                tried.render(name, view)
            except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
                file, line = template_place(wrong, f"live/{name}.html")
                what = f"It fails for {state} in {text.language}: {wrong}."
                problems.append(Located(file, line, what, "The sample stands for a real page."))
