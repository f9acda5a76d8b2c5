"""The shop that is looked at, and who looks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pelicart.catalogue import Product
from pelicart.environment import required
from pelicart.order import product_key
from pelicart.publication import SHOP_KEY, product_of, shop_of
from pelicart.settings import Shop, shop_from
from pelicart.store.dynamo import open_store
from pelicart.store.limits import MOST
from pelicart.wiring import Wiring, wiring
from pelicart.writes import Store
from pelicart_command.stopped import Stopped
from pelicart_command.withdrawal import KEY as CATALOGUE
from pelicart_infra.deployed import Deployed


@dataclass(frozen=True)
class Patient:
    """`store` needs no secret, so that a missing one hides nothing else; `wired` does.

    `client` gives boto3's client of a service. `deployed` is None for a demo.
    """

    environment: Mapping[str, str] = field(repr=False)
    store: Callable[[], Store]
    wired: Callable[[], Wiring]
    client: Callable[[str], Any]
    deployed: Deployed | None
    now: Callable[[], float] = time.time

    @property
    def origin(self) -> str:
        """The shop's address."""
        return required(self.environment, "PELICART_ORIGIN").rstrip("/")

    @property
    def address(self) -> SplitResult:
        """Its parts."""
        return urlsplit(self.origin)

    @property
    def stage(self) -> Deployed:
        """What was deployed."""
        assert self.deployed is not None  # checks of a stage are run on a stage
        return self.deployed

    def shop(self) -> Shop:
        """The published settings."""
        item = self.store().read([SHOP_KEY]).get(SHOP_KEY)
        if item is None:
            raise Stopped("nothing is published yet: pelicart publish")
        return shop_from(shop_of(item))

    def product(self) -> Product | None:
        """Some product that is for sale."""
        skus = self.store().read([CATALOGUE]).get(CATALOGUE, {"skus": []})["skus"]
        items = self.store().read([product_key(sku) for sku in skus[:MOST]])
        found = (product_of(item) for _, item in sorted(items.items()))
        return next((one for one in found if one.orderable), None)


def patient_of(deployed: Deployed | None) -> Patient:
    """The shop that this process has entered."""
    clients: dict[str, Any] = {}
    lock = Lock()

    def client(service: str) -> Any:  # noqa: ANN401  each service has a class of its own
        import boto3  # noqa: PLC0415  half a second that a demo does without
        from botocore.config import Config  # noqa: PLC0415

        quick = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2})
        with lock:  # sessions aren't made for several threads, clients are
            if service not in clients:
                region = "us-east-1" if service == "budgets" else None
                clients[service] = boto3.client(service, region_name=region, config=quick)
            return clients[service]

    return Patient(os.environ, lambda: open_store(os.environ), wiring, client, deployed)
