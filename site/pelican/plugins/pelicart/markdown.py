"""Renders a product's body: CommonMark with tables and strikethrough, HTML let through.

The merchant writes the files and is trusted with HTML; typographic quotes are left as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import comrak

_MARKED = re.compile(r'="%7B(filename|static|attach|author|category|tag|index)%7D')


@lru_cache(maxsize=1)
def _renderer() -> Callable[[str], str]:
    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table = extensions.strikethrough = extensions.footnotes = True
    rendering.unsafe_ = True

    def render(text: str) -> str:
        html: str = comrak.render_markdown(
            text, extension_options=extensions, render_options=rendering
        )
        return html

    return render


def html_of(text: str) -> str:
    """The HTML of a body; Pelican's link markers such as `{static}` stay, for later."""
    html = _renderer()(text)
    return _MARKED.sub(r'="{\1}', html) if "%7B" in html else html
