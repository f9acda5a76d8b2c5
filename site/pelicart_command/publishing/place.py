"""Where a stage is published to: its table, its buckets and its CDN."""

from __future__ import annotations

import getpass
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pelicart.environment import required
from pelicart.store.dynamo import DynamoStore
from pelicart.store.wire import Wire, connect
from pelicart.writes import Store
from pelicart_command.publishing.bucket import Bucket, Cdn
from pelicart_command.publishing.gate import Gate
from pelicart_command.publishing.parallel import WORKERS
from pelicart_infra.deployed import Deployed


@dataclass(frozen=True, slots=True)
class Place:
    """`store` opens the table, for each thread its own. No `cdn`: nothing keeps copies.

    `by` is who publishes, as others are told; `stage` is what the shop is called. What is asked of
    table and buckets passes the `gate`.
    """

    store: Callable[[], Store]
    site: Bucket
    files: Bucket
    releases: Bucket
    cdn: Cdn | None
    by: str
    stage: str = ""
    gate: Gate = field(default_factory=Gate)
    workers: int = WORKERS


def place_of(deployed: Deployed) -> Place:
    """The place of a stage that was entered; publishing needs none of its secrets."""
    import boto3  # noqa: PLC0415  half a second that other commands do without

    from pelicart_command.publishing.s3 import CloudFront, S3Bucket, config  # noqa: PLC0415

    region, distribution = deployed.region, deployed.distribution
    gate = Gate()
    s3 = boto3.client("s3", region, config=config(WORKERS))
    s3.meta.events.register("before-send.s3", gate.check)  # each time, repetitions too
    cloudfront = boto3.client("cloudfront", region, config=config(1)) if distribution else None
    return Place(
        store=each_thread(lambda: _table(gate)),
        site=S3Bucket(s3, deployed.site),
        files=S3Bucket(s3, deployed.files),
        releases=S3Bucket(s3, deployed.releases),
        cdn=CloudFront(cloudfront, distribution) if cloudfront else None,
        by=who(),
        stage=deployed.stage,
        gate=gate,
    )


def _table(gate: Gate) -> DynamoStore:
    wire = Wire(connect(os.environ))
    return DynamoStore(wire, required(os.environ, "PELICART_TABLE"), sleep=gate.sleep)


def each_thread(opened: Callable[[], Store]) -> Callable[[], Store]:
    """Opens a store for each thread that asks, once."""
    own = threading.local()

    def store() -> Store:
        if not hasattr(own, "store"):
            own.store = opened()
        found: Store = own.store
        return found

    return store


def who() -> str:
    """Who sits here, for those who wait for them to finish; never part of what is published."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = "somebody"
    return f"{name}@{socket.gethostname().partition('.')[0]}"
