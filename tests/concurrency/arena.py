"""A shop as it runs: functions in several processes, behind the gateway, before one table."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.concurrency.shop import publish
from tests.e2e.desk import Desk
from tests.emulator import ROOT

from pelicart.store.dynamo import DynamoStore
from pelicart.store.wire import Wire, connect
from pelicart_infra.local.children import Family
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

RUNNER, GATEWAY = "pelicart_infra.local.runner", "tests.concurrency.gateway"
_numbers = count(1)


@dataclass(frozen=True)
class Arena:
    """A shop to race in; its table is its own."""

    origin: str
    store: DynamoStore
    stripe: Desk


@contextmanager
def family(folder: Path) -> Iterator[Family]:
    """The processes of some arenas; leaving the context ends them."""
    folder.mkdir(parents=True, exist_ok=True)
    with Family(ROOT, folder) as processes:
        yield processes


def local_table(processes: Family, folder: Path) -> str:
    """Address of the local table, in a process of its own."""
    return start_table(processes, inherited(os.environ, folder)).url()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is started: so many processes of functions; under a control, they don't guard stock."""

    shelves: Mapping[str, int]
    runners: int = 3
    control: str = ""
    method: str = "cheque"


@contextmanager
def arena(processes: Family, folder: Path, table: str, plan: Plan) -> Iterator[Arena]:
    """Starts a shop of its own, with a table of its own at this address."""
    number, listener = next(_numbers), listen(0)
    origin = f"http://127.0.0.1:{port_of(listener)}"
    outside = inherited(os.environ, folder)
    shop = {**outside, **_settings(origin, folder, table, number)}
    stripe = _start_stripe(processes, number, shop) if plan.method == "card" else ""
    shop |= _stripe_settings(stripe) if stripe else {}
    module = ("tests.concurrency.unguarded", plan.control) if plan.control else (RUNNER,)
    functions = [
        processes.start(f"functions-{number}-{one}", *module, env=shop)
        for one in range(plan.runners)
    ]
    with closing(Wire(connect(shop))) as client, listener:
        store = DynamoStore(client, shop["PELICART_TABLE"], shop["PELICART_CARDS_TABLE"])
        for definition, variable in ((MAIN, "PELICART_TABLE"), (CARDS, "PELICART_CARDS_TABLE")):
            create_table(table, definition, shop[variable])
        publish(store, origin, plan.shelves)
        descriptor = listener.fileno()
        gateway = (GATEWAY, str(descriptor), *(child.url() for child in functions))
        processes.start(f"gateway-{number}", *gateway, env=outside, descriptors=[descriptor]).url()
        yield Arena(origin, store, Desk("stripe", stripe))


def _settings(origin: str, folder: Path, table: str, number: int) -> dict[str, str]:
    shop = shop_settings(origin, folder / "clock") | shop_secrets() | provider_accounts()
    return shop | {
        "PELICART_TABLE": f"race-{number}",
        "PELICART_CARDS_TABLE": f"race-cards-{number}",
        "PELICART_FRESH": "600",
        "AWS_ENDPOINT_URL_DYNAMODB": table,
    }


def _start_stripe(processes: Family, number: int, environment: Mapping[str, str]) -> str:
    notices = f"{environment['PELICART_ORIGIN']}/shop/notice/stripe"
    module, name = "pelicart_infra.local.stripe", f"stripe-{number}"
    return processes.start(name, module, "--webhook-url", notices, env=environment).url()


def _stripe_settings(url: str) -> dict[str, str]:
    port = url.rpartition(":")[2]
    return {
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_ORIGINS": f"http://localhost:{port} http://127.0.0.1:{port}",
    }
