"""A whole shop as it stands at a moment, and can be put back to."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from tests.killing.books import copied, put_back
from tests.killing.functions import Functions
from tests.killing.post import Letterbox
from tests.pelicart.shopfront import PRODUCTS
from tests.promises.catcher import Catcher
from tests.promises.kinds import Kind

from pelicart.order import Order, order_from
from pelicart.store.attributes import from_attributes
from pelicart.writes import Item
from pelicart_infra.local.standin import Server

TABLE, CARDS_TABLE = "killing", "killing-cards"
REGION = "eu-west-1"
COUNTERS = {counter: units for product in PRODUCTS for counter, units in product.stock.items()}
"""What was stocked, by counter."""


@dataclass(frozen=True)
class Moment:
    """Tables, the provider's books and notices, the mails that were sent, and the clock."""

    tables: Any
    books: Any
    notices: tuple[Any, ...]
    mails: tuple[str, ...]
    moved: int


@dataclass
class World:
    """`provider` is the stand-in, None for a method by hand; `clock` is the file all go by."""

    name: str
    functions: Functions
    clock: Path
    origin: str = ""
    kind: Kind | None = None
    provider: Server | None = None
    catcher: Catcher | None = None
    post: Letterbox = field(default_factory=Letterbox)
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(trust_env=False, verify=False)  # noqa: S501
    )
    first_day: Moment = field(init=False)

    def now(self) -> int:
        return int(time.time()) + self.moved

    @property
    def moved(self) -> int:
        return int(self.clock.read_text("ascii") or 0)

    def travel(self, seconds: int) -> None:
        self.clock.write_text(str(self.moved + seconds), "ascii")

    def moment(self) -> Moment:
        """All that is written down anywhere, as it is now."""
        notices = tuple(self.notices())
        server, tables = self.provider, self._backend.tables
        kept = {name: tables[name] for name in (TABLE, CARDS_TABLE)}
        books = copied(server) if server else None
        return Moment(copy.deepcopy(kept), books, notices, tuple(self.post.mails), self.moved)

    def back_to(self, moment: Moment) -> None:
        """Everything is as it was then."""
        self._backend.tables.update(copy.deepcopy(moment.tables))
        self.clock.write_text(str(moment.moved), "ascii")
        self.post.mails[:] = moment.mails
        if self.provider and self.catcher:
            put_back(self.provider, moment.books)
            self.catcher.notices[:] = moment.notices

    def items(self, table: str = TABLE) -> list[Item]:
        """What the table holds, by nobody's client."""
        found = self._backend.tables[table].all_items()
        return [from_attributes(item.to_json()["Attributes"]) for item in found]

    def records(self) -> list[dict[str, Any]]:
        """The orders, as the table's stream would tell of them."""
        found = self._backend.tables[TABLE].all_items()
        items = [item.to_json()["Attributes"] for item in found]
        return [
            {"dynamodb": {"Keys": {"key": item["key"]}, "NewImage": item, "SequenceNumber": "1"}}
            for item in items
            if item["key"]["S"].startswith("ORDER#")
        ]

    def orders(self) -> list[Order]:
        return [order_from(item) for item in self.items() if item["key"].startswith("ORDER#")]

    def left(self) -> dict[str, int]:
        """Units on hand by counter."""
        stock = {item["key"]: item for item in self.items() if item["key"].startswith("STOCK#")}
        return {counter: stock[f"STOCK#{counter}"]["avail"] for counter in COUNTERS}

    def books(self) -> list[Mapping[str, str]]:
        """The provider's books."""
        if not self.provider:
            return []
        answer = self.client.get(f"{self.provider.url}/_control/books")
        return list(answer.json())

    def pull(self, session: str, lever: str) -> None:
        """What happens at the provider without the shopper."""
        assert self.provider
        url = f"{self.provider.url}/_control/sessions/{session}/{lever}"
        assert self.client.post(url, json={}).status_code == 200

    def notices(self) -> list[Any]:
        """Every notice so far, once none is on its way."""
        if not (self.provider and self.catcher):
            return []
        while self.provider.frame.delivery.busy():
            time.sleep(0.001)
        return self.catcher.notices

    def close(self) -> None:
        """Takes the tables away: others are served by the same process."""
        for name in (TABLE, CARDS_TABLE):
            self._backend.tables.pop(name, None)
        self.client.close()

    @property
    def _backend(self) -> Any:
        return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION]
