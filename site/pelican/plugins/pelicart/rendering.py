"""Renders product pages and listings, as far as anything they show has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from jinja2 import Environment, Template, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.display import Display
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.levels import Left
from pelican.plugins.pelicart.links import Body
from pelican.plugins.pelicart.listings import (
    BY_CATEGORY,
    Arrangement,
    ListingPage,
    pages_of,
)
from pelican.plugins.pelicart.output import Output
from pelican.plugins.pelicart.problems import Located, template_place
from pelican.plugins.pelicart.structured import script_json, structured_data
from pelican.plugins.pelicart.surroundings import digest_of
from pelican.plugins.pelicart.templating import folders, keep_templates


class Rendering:
    """One run's rendering; what is wrong with templates is gathered in `problems`."""

    def __init__(
        self,
        environment: Environment,
        conf: Conf,
        context: Mapping[str, Any],
        display: Display,
        output: Output,
        speech: str,
        left: Left,
    ) -> None:
        self._environment, self._conf, self._output = environment, conf, output
        self._context, self._display, self._speech = context, display, speech
        self._digest = left.digest
        self._site = str(context["SITEURL"]).rstrip("/")
        keep_templates(environment)
        self._templates: dict[str, Template | None] = {}
        self.problems: list[Located] = []

    @cached_property
    def _base(self) -> str:
        return self._speech + digest_of(self._context, folders(self._environment))

    def pages(
        self, entries: Sequence[Entry], arrangement: Arrangement, bodies: Mapping[str, Body]
    ) -> None:
        """The page of every product, drafts and hidden ones too, and every listing.

        Category by category, so that a product is at hand when its neighbours and its category
        show it.
        """
        left = {entry.path: entry for entry in entries}
        for listing in sorted(arrangement.listings, key=lambda one: one.template != BY_CATEGORY):
            if listing.template == BY_CATEGORY:
                for entry in listing.entries:
                    self._product(left.pop(entry.path), arrangement, bodies)
            for page in pages_of(listing, self._conf.per_page):
                self._listing(page)
        for entry in left.values():
            self._product(entry, arrangement, bodies)

    def _product(self, entry: Entry, arrangement: Arrangement, bodies: Mapping[str, Body]) -> None:
        related = arrangement.related.get(entry.path, ())
        body = bodies.get(entry.path)
        html = str(body.get_content(self._siteurl(entry))) if body else ""
        parts = (self._base, self._digest(entry), html, *map(self._digest, related))
        digest = self._output.unchanged(entry.facts.save_as, *parts)
        if digest is None:
            return
        page = self._display.page(entry)
        template = self._template(page.template, entry.path)
        if body:
            page.content = Markup(html)  # noqa: S704  the merchant's own HTML
        if template:
            self._output.write(
                entry.facts.save_as, digest, template,
                product=page, page=page, related=self._display.shown(related),
                structured=script_json(structured_data(page, self._site)),
                canonical=f"{self._site}/{page.url}",
            )  # fmt: skip

    def _listing(self, page: ListingPage) -> None:
        around = (str(page.number), str(page.total), str(page.count), page.url, str(page.term))
        parts = (self._base, *around, *map(self._digest, page.entries))
        digest = self._output.unchanged(page.save_as, *parts)
        if digest is None:
            return
        template = self._template(page.listing.template, "")
        if template:
            self._output.write(
                page.save_as, digest, template,
                listing=page, products=self._display.shown(page.entries),
                canonical=f"{self._site}/{page.url}",
            )  # fmt: skip

    def _siteurl(self, entry: Entry) -> str:
        if not self._context["RELATIVE_URLS"]:
            return str(self._context["SITEURL"])
        return "/".join([".."] * entry.facts.save_as.count("/")) or "."

    def _template(self, name: str, asked_by: str) -> Template | None:
        """The template, or None with a problem noted once."""
        if name not in self._templates:
            self._templates[name] = None
            try:
                self._templates[name] = self._environment.get_template(f"{name}.html")
            except TemplateNotFound:
                file, what = self._conf.named(asked_by), f"There is no template {name}.html."
                self.problems.append(Located(file, 1, what, "Leave template: out."))
            except TemplateSyntaxError as wrong:
                file, line = template_place(wrong, name)
                self.problems.append(Located(file, line, f"This is no Jinja: {wrong.message}."))
        return self._templates[name]
