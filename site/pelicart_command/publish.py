"""`pelicart publish`: what was built, into a deployed shop; or into the demo's table."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pelicart.errors import Misconfigured
from pelicart.publication import Publication, read_publication, writes
from pelicart.wiring import wiring
from pelicart.writes import Refused, Store, Write
from pelicart_command.stopped import Stopped
from pelicart_command.withdrawal import published_now, withdrawals

_WHICH = "say which shop is meant: pelicart --stage production publish, or pelicart --demo publish"


def run(given: argparse.Namespace) -> int:
    """Sends what changed; safe to stop and to run again."""
    if given.stage:
        from pelicart_command.publishing import command  # noqa: PLC0415  the demo has no need of it

        return command.publish_stage(given)
    try:
        wired = wiring()
    except Misconfigured as nothing:
        raise Stopped(_WHICH) from nothing
    _only_loopback(wired.environment)
    publication = read_publication(Path(given.folder or "publication"))
    gone = publish(publication, wired.store)
    print(f"Published {len(publication.products)} products.")
    if gone:
        print(f"No longer for sale: {', '.join(gone)}.")
    return 0


def publish(publication: Publication, store: Store) -> list[str]:
    """Writes a publication; the SKUs that were in the table's last one and aren't in this one."""
    gone = list(withdrawals(store, publication))
    for write in (*gone, *writes(publication), published_now(publication)):
        _write(store, write)
    return [write.key.removeprefix("PRODUCT#") for write in gone]


def _write(store: Store, write: Write) -> None:
    try:
        store.write(write)
    except Refused:
        if not write.expect:
            raise
        # A stock counter that is there counts what was sold since: it stays.


def _only_loopback(environment: Mapping[str, str]) -> None:
    endpoint = urlsplit(environment.get("AWS_ENDPOINT_URL_DYNAMODB", ""))
    if endpoint.hostname not in {"127.0.0.1", "localhost"}:
        raise Stopped(_WHICH)
