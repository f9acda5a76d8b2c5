from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pelican.settings import read_settings

from pelican import Pelican
from pelican.plugins.pelicart.problems import BuildStopped

PRODUCT = """---
title: {title}
sku: {sku}
price: {price}
{more}---
{body}
"""


@dataclass
class Site:
    """A small Pelican site in a folder of its own, built in this process."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def publication(self) -> Path:
        return self.folder / "publication"

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def product(
        self, sku: str, *, title: str = "", price: str = "18.00 EUR", more: str = "",
        body: str = "Text.", path: str = "",
    ) -> Path:  # fmt: skip
        text = PRODUCT.format(
            title=title or f"Product {sku}", sku=sku, price=price, more=more, body=body
        )
        return self.write(path or f"content/products/{sku.lower()}.md", text)

    def build(self, **settings: Any) -> Pelican:
        pelican = Pelican(read_settings(override=self._all(settings)))
        pelican.run()
        return pelican

    def problems(self, **settings: Any) -> list[str]:
        with pytest.raises(BuildStopped) as stopped:
            self.build(**settings)
        return [str(problem) for problem in stopped.value.problems]

    def page(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def _all(self, settings: dict[str, Any]) -> dict[str, Any]:
        return {
            "PATH": str(self.content),
            "OUTPUT_PATH": str(self.output),
            "CACHE_PATH": str(self.folder / "cache"),
            "THEME": "simple",
            "PLUGINS": ["pelicart"],
            "SITENAME": "Shop",
            "SITEURL": "https://shop.example",
            "FEED_DOMAIN": "https://shop.example",
            "TIMEZONE": "UTC",
            "SHOP": {"currencies": ["EUR"]},
            **self.settings,
            **settings,
        }


@pytest.fixture
def tried_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content" / "products").mkdir(parents=True)
    return Site(tmp_path)


@pytest.fixture
def site(tried_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Without the trial of the live templates, which takes most of a small build's time."""
    monkeypatch.setattr("pelican.plugins.pelicart.live.check_live_templates", lambda *_: None)
    return tried_site
