from __future__ import annotations

import pytest
from tests.pelicart.shopfront import Browser, Shopfront


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Shopfront:
    """A shop in memory that the endpoints answer for."""
    shopfront = Shopfront()
    monkeypatch.setattr("pelicart.entry.wiring", lambda: shopfront.wired)
    monkeypatch.setattr("pelicart.endpoints.reconcile.wiring", lambda: shopfront.wired)
    return shopfront


@pytest.fixture
def ada(front: Shopfront) -> Browser:
    """A shopper's browser."""
    return Browser(front)
