"""Fills the holes of a frame with a live template, for the functions and for the build's check.

The frame is literal text and is never parsed. Live templates are the theme's: they run in a
sandbox, escape by default, and fail on an unknown variable.
"""

from __future__ import annotations

import gettext
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import BytecodeCache, DictLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pelicart.publication import HOLES, Frame, Text
from pelicart.settings import Shop
from pelicart.shipped import Shipped
from pelicart.views import LetterView, ShopView


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as rendered; `subject` is one line, `text` and `html` say the same."""

    subject: str
    text: str
    html: str


class Pages:
    """The live pages of one language; compiled templates are kept for the next request.

    `compiled` keeps them for the pages of other languages too.
    """

    def __init__(
        self,
        templates: Mapping[str, str],
        frame: Frame,
        text: Text,
        shop: Shop,
        compiled: BytecodeCache | None = None,
    ) -> None:
        self._templates, self._frame, self._text, self._shop = templates, frame, text, shop
        self._compiled = compiled

    def render(self, name: str, view: object) -> str:
        """The whole page of `live/<name>.html`; jinja2's errors name template and line."""
        template = self._environment.get_template(f"live/{name}.html")
        context = template.new_context({"view": view})
        filled = {
            block: "".join(template.blocks[block](context)).strip() if block in template.blocks
            else ""
            for block in HOLES
        }  # fmt: skip
        return self._frame.filled(filled)

    def letter(self, view: LetterView) -> Written:
        """The letter from `live/letters/<name>.html`: its blocks `subject` and `words`."""
        template = self._environment.get_template(f"live/letters/{view.letter}.html")
        context = template.new_context({"view": view})
        subject, words = ("".join(template.blocks[name](context)) for name in ("subject", "words"))
        title = Markup(" ".join(subject.split()))  # noqa: S704  its template escaped it
        filled = {"view": view, "title": title, "paragraphs": _paragraphs(words)}
        sheet, plain = (
            self._environment.get_template(f"live/letters/{name}.html").render(filled)
            for name in ("_sheet", "_text")
        )
        return Written(title.unescape(), _lines(html.unescape(plain)), _lines(sheet))

    def phrase(self, part: str, name: str, *arguments: str | int) -> str:
        """Plain text from the macro `name` of `live/_<part>.html`, for those who take no markup."""
        macros = self._environment.get_template(f"live/_{part}.html").module
        return html.unescape(str(getattr(macros, name)(*arguments)))

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        environment = sandbox(self._templates, self._compiled or Shipped(), _gettext(self._text))
        environment.globals |= self._globals()
        return environment

    def _globals(self) -> dict[str, Any]:
        patterns, countries = self._text.patterns, self._text.countries
        return {
            "shop": ShopView(
                name=self._shop.name,
                email=self._shop.email,
                phone=self._shop.phone,
                address=self._shop.address,
                country=self._shop.country,
                pages=self._shop.pages,
                base=self._shop.base,
            ),
            "lang": self._text.language,
            "money": patterns.money,
            "date": patterns.date,
            "time": patterns.time,
            "percent": patterns.percent,
            "country": lambda code: countries.get(code, code),
        }


Gettext = tuple[Callable[[str], str], Callable[[str, str, int], str]]


def sandbox(
    templates: Mapping[str, str], compiled: BytecodeCache, words: Gettext
) -> ImmutableSandboxedEnvironment:
    """Where templates are compiled and run: with all that their code depends on."""
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=compiled,
    )
    single, plural = words
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        single, plural, newstyle=True
    )
    return environment


def _paragraphs(words: str) -> list[list[Markup]]:
    """Lines of each paragraph; an empty line is between two."""
    parts = (part.splitlines() for part in re.split(r"\n\s*\n", words.strip()))
    return [
        [Markup(line.strip()) for line in part if line.strip()]  # noqa: S704  escaped as above
        for part in parts
    ]


def _lines(text: str) -> str:
    """Text without blanks at the ends of its lines, and never with two empty ones."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _gettext(text: Text) -> Gettext:
    """Gettext and ngettext over the published messages; a missing one stays as it is written."""
    rule: Callable[[int], int] = gettext.c2py(text.plural)

    def single(message: str) -> str:
        found = text.messages.get(message)
        return found if isinstance(found, str) and found else message

    def plural(one: str, many: str, count: int) -> str:
        forms = text.messages.get(one)
        if isinstance(forms, str) or not forms:
            return one if count == 1 else many
        return forms[min(rule(count), len(forms) - 1)]

    return single, plural
