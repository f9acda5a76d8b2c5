"""Products as pages show them: whole, several, or as a card in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from jinja2 import Environment, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.page import ProductPage

MOST_AT_HAND = 1000
"""Pages kept for the listings and neighbours that show them again."""


class Display:
    """Makes the pages and cards of one run; `shared` is what all products have in common."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self._shared = shared
        self._pages: dict[str, ProductPage] = {}
        self._templates: dict[Environment, Template] = {}
        self._cards: dict[tuple[str, str, int], Markup] = {}

    def page(self, entry: Entry) -> ProductPage:
        """The product as templates see it."""
        page = self._pages.get(entry.path)
        if page is None:
            if len(self._pages) >= MOST_AT_HAND:
                self._pages.clear()
            page = self._pages[entry.path] = ProductPage(entry, self._shared)
        return page

    def shown(self, entries: Sequence[Entry]) -> Shown:
        """These products, in this order."""
        return Shown(entries, self)

    @pass_context
    def card(self, context: Context, product: ProductPage, level: int = 2) -> Markup:
        """The product as `product_card.html` shows it in a list: the same in all of them."""
        root = context["SITEURL"]
        key = (root, product.relative_source_path, level)
        if key not in self._cards:
            template = self._template(context.environment)
            inner = template.new_context(context.parent, shared=True)
            inner.vars.update(product=product, level=level, SITEURL=root)
            html = "".join(template.root_render_func(inner))
            self._cards[key] = Markup(html)  # noqa: S704  rendered with escaping
        return self._cards[key]

    def _template(self, environment: Environment) -> Template:
        if environment not in self._templates:
            self._templates[environment] = environment.get_template("product_card.html")
        return self._templates[environment]


class Shown(Sequence[ProductPage]):
    """Products for templates, each made when it is asked for."""

    def __init__(self, entries: Sequence[Entry], display: Display) -> None:
        self._entries, self._display = entries, display

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> ProductPage: ...

    @overload
    def __getitem__(self, index: slice) -> Shown: ...

    def __getitem__(self, index: int | slice) -> ProductPage | Shown:
        if isinstance(index, slice):
            return Shown(self._entries[index], self._display)
        return self._display.page(self._entries[index])

    def __iter__(self) -> Iterator[ProductPage]:
        return map(self._display.page, self._entries)
