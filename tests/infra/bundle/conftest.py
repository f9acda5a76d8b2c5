from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.infra.bundle.isolated import Isolated
from tests.pelicart.shopfront import (
    FRAME,
    LIVE,
    ORIGIN,
    PRODUCTS,
    ROUTES,
    SHOP,
    TEXT,
    secret,
)

from pelicart.acceptance import ACCEPTED
from pelicart.cardkey import named_key
from pelicart.publication import Publication, writes
from pelicart.seal import point_of
from pelicart.store.dynamo import DynamoStore
from pelicart_infra.bundle.build import build
from pelicart_infra.bundle.plan import Plan
from pelicart_infra.bundle.target import here
from pelicart_infra.local.standin import Server
from pelicart_infra.local.stripe import serve_stripe
from pelicart_infra.local.table import local_client

ROOT = Path(__file__).parents[3]
KEY, HOOK = "sk_test_bundle", "whsec_bundle"


def plan_into(folder: Path, **changes: Any) -> Plan:
    """For this machine and its Python, from what is installed: nothing is downloaded."""
    plan = Plan(folder, here(), installed=True, cache=ROOT / "build" / "cache", level=1)
    return replace(plan, **changes)


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every function's bundle."""
    folder = tmp_path_factory.mktemp("bundles")
    build(plan_into(folder), lambda _: None)
    return folder


@pytest.fixture(scope="session")
def unpacked(bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each bundle's files in a folder of its own."""
    into = tmp_path_factory.mktemp("task")
    for path in bundles.glob("*.zip"):
        with ZipFile(path) as archive:
            archive.extractall(into / path.stem)
    return into


@pytest.fixture
def stripe() -> Iterator[Server]:
    server = serve_stripe(key=KEY, webhook_secret=HOOK)
    yield server
    server.stop()


@pytest.fixture
def environment(
    local_table: str, fresh_table: str, fresh_cards: str, stripe: Server
) -> dict[str, str]:
    """As Lambda's, beside a local table with the shop's publication."""
    table = DynamoStore(local_client(local_table), fresh_table, fresh_cards)
    live = {
        path.relative_to(LIVE.parent).as_posix(): path.read_text("utf-8")
        for path in LIVE.rglob("*.html")
    }
    for write in writes(Publication("b", shop(), PRODUCTS, {"en": (FRAME, TEXT)}, live)):
        table.write(write)
    return {
        "PATH": os.environ["PATH"],
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL_DYNAMODB": local_table,
        "PELICART_TABLE": fresh_table,
        "PELICART_CARDS_TABLE": fresh_cards,
        "PELICART_ORIGIN": ORIGIN,
        "PELICART_KEYS": f"k1:{secret('a')}",
        "PELICART_BASKET_KEY": secret("b"),
        "PELICART_MAIL": "off",
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": HOOK,
        "STRIPE_API_BASE": stripe.url,
        "STRIPE_ORIGINS": stripe.url,
    }


def shop() -> dict[str, Any]:
    """With a method by sealed card, whose key nobody keeps."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = named_key("test", point_of(ec.generate_private_key(ec.SECP256R1())))
    sealed = {"module": "sealed", "key": key.written, "accept": ACCEPTED, "days": 7}
    return {**SHOP, "methods": {**SHOP["methods"], "sealed": sealed}}


@pytest.fixture
def isolated(unpacked: Path, environment: Mapping[str, str]) -> Iterator[Callable[[str], Isolated]]:
    """Starts a function's bundle, once."""
    started: dict[str, Isolated] = {}

    def start(name: str) -> Isolated:
        if name not in started:
            started[name] = Isolated(unpacked / name, environment)
        return started[name]

    yield start
    for one in started.values():
        one.close()


class Deployed:
    """Stands for a shop in a browser's eyes: each route answered by its own bundle."""

    def __init__(self, start: Callable[[str], Isolated]) -> None:
        self.start = start

    def call(self, event: Mapping[str, Any]) -> dict[str, Any]:
        path = event["rawPath"]
        name = next((ROUTES[begin] for begin in ROUTES if path.startswith(begin)), "cart")
        return self.start(name)(event)
