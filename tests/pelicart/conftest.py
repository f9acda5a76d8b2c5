from __future__ import annotations

from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tests.pelicart.shopfront import Browser, Shopfront


class _Compiled(BytecodeCache):
    """Templates compiled by an earlier test: compiling is most of what a request costs here."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def compiled_once(**options: Any) -> ImmutableSandboxedEnvironment:
    """An environment whose templates are compiled by the first test that needs them."""
    return ImmutableSandboxedEnvironment(**{**options, "bytecode_cache": _COMPILED})


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Shopfront:
    """A shop in memory that the endpoints answer for."""
    shopfront = Shopfront()
    monkeypatch.setattr("pelicart.pages.ImmutableSandboxedEnvironment", compiled_once)
    monkeypatch.setattr("pelicart.entry.wiring", lambda: shopfront.wired)
    monkeypatch.setattr("pelicart.endpoints.reconcile.wiring", lambda: shopfront.wired)
    return shopfront


@pytest.fixture
def ada(front: Shopfront) -> Browser:
    """A shopper's browser."""
    return Browser(front)
