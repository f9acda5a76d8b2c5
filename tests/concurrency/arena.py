"""A shop as it runs: functions in several processes, behind the gateway, before one table."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.concurrency.shop import publish
from tests.e2e.desk import Desk
from tests.emulator import ROOT

from pelicart.store.dynamo import DynamoStore, open_store
from pelicart_infra.local.children import Child, Family
from pelicart_infra.local.parts import start_table
from pelicart_infra.local.serving import listen, port_of
from pelicart_infra.local.surroundings import (
    inherited,
    provider_accounts,
    shop_secrets,
    shop_settings,
)
from pelicart_infra.local.table import create_table
from pelicart_infra.tables import CARDS, MAIN

RUNNER = "pelicart_infra.local.runner"
_numbers = count(1)


@dataclass(frozen=True)
class Arena:
    """A shop to race in; its table is its own."""

    origin: str
    environment: Mapping[str, str]
    stripe: Desk

    @property
    def store(self) -> DynamoStore:
        return open_store(self.environment)


@contextmanager
def family(folder: Path) -> Iterator[Family]:
    """The processes of some arenas; leaving the context ends them."""
    folder.mkdir(parents=True, exist_ok=True)
    with Family(ROOT, folder) as processes:
        yield processes


def local_table(processes: Family, folder: Path) -> str:
    """Address of the local table, in a process of its own."""
    return start_table(processes, inherited(os.environ, folder)).url()


def open_arena(
    processes: Family, folder: Path, table: str, shelves: Mapping[str, int], *, runners: int = 3,
    control: str = "",
) -> Arena:  # fmt: skip
    """Starts a shop with these units on its shelves; under a control, it doesn't guard them."""
    number, listener = next(_numbers), listen(0)
    origin = f"http://127.0.0.1:{port_of(listener)}"
    outside = inherited(os.environ, folder)
    shop = shop_settings(origin, folder / "clock") | shop_secrets() | provider_accounts()
    shop |= {"PELICART_TABLE": f"race-{number}", "PELICART_CARDS_TABLE": f"race-cards-{number}"}
    shop |= {"PELICART_FRESH": "600", "AWS_ENDPOINT_URL_DYNAMODB": table}
    stripe = _stripe(processes, number, {**outside, **shop}).url()
    port = stripe.rpartition(":")[2]
    shop |= {
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_ORIGINS": f"http://localhost:{port} http://127.0.0.1:{port}",
    }
    module, *named = ("tests.concurrency.unguarded", control) if control else (RUNNER,)
    asked = [
        processes.start(f"functions-{number}-{one}", module, *named, env={**outside, **shop})
        for one in range(runners)
    ]
    create_table(table, MAIN, shop["PELICART_TABLE"])
    create_table(table, CARDS, shop["PELICART_CARDS_TABLE"])
    arena = Arena(origin, {**outside, **shop}, Desk("stripe", stripe))
    publish(arena.store, origin, shelves)
    urls = [child.url() for child in asked]
    gateway = (str(listener.fileno()), *urls)
    descriptors = [listener.fileno()]
    processes.start(
        f"gateway-{number}", "tests.concurrency.gateway", *gateway, env=outside,
        descriptors=descriptors,
    ).url()  # fmt: skip
    listener.close()
    return arena


def _stripe(processes: Family, number: int, environment: Mapping[str, str]) -> Child:
    notices = f"{environment['PELICART_ORIGIN']}/shop/notice/stripe"
    module, name = "pelicart_infra.local.stripe", f"stripe-{number}"
    return processes.start(name, module, "--webhook-url", notices, env=environment)
