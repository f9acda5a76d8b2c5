"""Pelican's link markers (`{filename}`, `{static}`, `{attach}` ...) in a product's body."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.contents import Content

from pelican.plugins.pelicart.page import ProductPage


class Body(Content):  # type: ignore[misc]
    """A body with markers, which Pelican's own content class resolves."""


def body_of(page: ProductPage, settings: Mapping[str, Any], context: Mapping[str, Any]) -> Body:
    """The body of a product; only those with markers are worth the making."""
    metadata = {key: getattr(page, key) for key in ("title", "slug", "url", "save_as")}
    path = str(Path(settings["PATH"]).absolute() / page.relative_source_path)
    return Body(str(page.content), metadata, settings, path, context)
