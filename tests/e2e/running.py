"""The demo that is running: its levers, and what a test may know of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.e2e.desk import Desk
from tests.e2e.mailbox import Mailbox

from pelicart.order import Order, State, order_from, order_key
from pelicart.store.dynamo import DynamoStore
from pelicart.store.wire import DYNAMODB, Wire, connect
from pelicart.writes import Item
from pelicart_command.finding import find, newest
from pelicart_infra.local.invoke import Functions

PATIENCE = 60
"""Seconds that anything may take on a busy machine."""


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold in that time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@dataclass(frozen=True)
class Running:
    """A demo that is ready."""

    folder: Path
    note: dict[str, Any]
    _ids: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return str(self.note["origin"])

    @cached_property
    def store(self) -> DynamoStore:
        environment = self.note["environment"]
        patient = Wire(connect(environment, replace(DYNAMODB, read=PATIENCE)))
        return DynamoStore(
            patient, environment["PELICART_TABLE"], environment["PELICART_CARDS_TABLE"]
        )

    def command(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """`pelicart --demo …` in a second terminal."""
        return subprocess.run(
            [sys.executable, "-m", "pelicart_command", "--demo", *argv],
            check=False, cwd=self.folder, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def told(self, *argv: str) -> str:
        """What a command says that goes well."""
        done = self.command(*argv)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def reconcile(self) -> dict[str, int]:
        """What the schedule does, and `pelicart reconcile` too; without the time that takes."""
        said = Functions(self.note["functions"]).invoke("reconcile", {})
        assert isinstance(said, dict), said
        return said

    def url(self, sku: str) -> str:
        """Address of a product's page, as published."""
        lines = (self.folder / "publication" / "catalogue.jsonl").read_text("utf-8").splitlines()
        return str(
            next(product["url"] for product in map(json.loads, lines) if product["sku"] == sku)
        )

    def stock(self, sku: str) -> int:
        """Units on hand of a counter."""
        return int(self.item(f"STOCK#{sku}")["avail"])

    def item(self, key: str) -> Item:
        return self.store.read([key])[key]

    def orders(self) -> Iterator[Order]:
        """Every order in the table, the newest first."""
        return newest(self.store, self.now(), months=2)

    def order(self, number: str) -> Order:
        if number not in self._ids:
            self._ids[number] = find(self.store, number, self.now()).id
        return order_from(self.item(order_key(self._ids[number])))

    def comes_to(self, number: str, state: State) -> bool:
        """Whether an order comes to this state before long."""
        return within(PATIENCE, lambda: self.order(number).state == state)

    def now(self) -> int:
        return int(time.time()) + int((self.folder / ".pelicart" / "clock").read_text("ascii"))

    def travel(self, seconds: int) -> None:
        """Moves the one clock that the functions and the provider go by."""
        clock = self.folder / ".pelicart" / "clock"
        clock.write_text(str(int(clock.read_text("ascii")) + seconds), "ascii")

    def desk(self, provider: str = "stripe") -> Desk:
        """A provider's stand-in."""
        return Desk(provider, self.note["providers"][provider])

    @property
    def mailbox(self) -> Mailbox:
        """Where every mail of the shop goes."""
        return Mailbox(self.note["mailbox"])

    @property
    def desks(self) -> list[Desk]:
        """Every provider's stand-in."""
        return [self.desk(name) for name in self.note["providers"]]

    def ask_provider(self, about: str) -> Any:
        """What Stripe's stand-in says about its ledger, its deliveries or its modes."""
        return self.desk().ask(about)

    def pull(self, lever: str, **values: object) -> Any:
        """Pulls a lever of Stripe's stand-in."""
        return self.desk().pull(lever, **values)

    def sessions(self, order: str) -> list[dict[str, Any]]:
        """Stripe's sessions of an order id or number."""
        sessions = self.ask_provider("ledger")["sessions"]
        return [one for one in sessions if str(one["client_reference_id"]).startswith(order)]
