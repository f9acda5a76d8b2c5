from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pelican.settings import read_settings

from pelican.plugins.pelicart.conf import CONF, Conf, prepare
from pelicart.reading import Reader


@pytest.fixture
def conf_of(tmp_path: Path) -> Callable[[dict[str, Any]], Conf]:
    """Reads a SHOP as a build in an empty folder does."""

    def read(shop: dict[str, Any]) -> Conf:
        site = {"SITENAME": "Shop", "SITEURL": "https://shop.example", "TIMEZONE": "UTC"}
        places = {"PATH": str(tmp_path), "OUTPUT_PATH": str(tmp_path / "output")}
        settings = read_settings(override={**site, **places, "SHOP": shop})
        prepare(settings)
        conf: Conf = settings[CONF]
        return conf

    return read


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every key that any reader asks for while a test runs."""
    keys: set[str] = set()
    genuine = Reader.raw

    def recording(self: Reader, key: str) -> Any:
        keys.add(key)
        return genuine(self, key)

    monkeypatch.setattr(Reader, "raw", recording)
    return keys
