"""What functions ask of DynamoDB, as the local table hears it: operation, table, which items."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from tests.killing.functions import Functions, Invocation
from tests.killing.world import CARDS_TABLE

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local import table

PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
"""Parts of a transaction, and the operation that each must be allowed as."""


@dataclass(frozen=True)
class Seen:
    """One operation on one item, or on one partition of an index."""

    function: str
    verb: str
    table: str
    index: str
    key: str


@dataclass
class Observer:
    """Notes what is asked while a function runs; what others ask is passed over."""

    seen: set[Seen] = field(default_factory=set)
    running: str = ""

    def hears(self, verb: str, body: Mapping[str, Any]) -> None:
        if self.running:
            self.seen |= {Seen(self.running, *what) for what in _asked(verb, body)}


def _asked(verb: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    if verb == "BatchGetItem":
        for name, wanted in body["RequestItems"].items():
            for key in wanted["Keys"]:
                yield verb, _table(name), "", key["key"]["S"]
    elif verb == "TransactWriteItems":
        for item in body["TransactItems"]:
            ((part, request),) = item.items()
            yield from _asked(PARTS[part], request)
    elif verb == "Query":
        # As `query_request` writes it: the partition is the first value.
        partition = body["ExpressionAttributeValues"][":0"]["S"]
        yield verb, _table(body["TableName"]), body["IndexName"], partition
    else:
        item = body.get("Key") or body["Item"]
        yield verb, _table(body["TableName"]), "", item["key"]["S"]


def _table(name: str) -> str:
    return "cards" if name == CARDS_TABLE else "main"


@contextmanager
def observed() -> Iterator[Observer]:
    """Notes everything that functions of `tests.killing` ask while it is open."""
    observer, names = Observer(), {one.name for one in FUNCTIONS}
    serve, invoke = table._InTurn.__call__, Functions.invoke

    def served(self: Any, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target.startswith("DynamoDB_"):
            observer.hears(target.rpartition(".")[2], json.loads(body))
        return serve(self, environ, start)

    def invoked(self: Functions, name: str, event: Mapping[str, object]) -> Invocation:
        observer.running = name if name in names else ""
        try:
            return invoke(self, name, event)
        finally:
            observer.running = ""

    with (
        mock.patch.object(table._InTurn, "__call__", served),
        mock.patch.object(Functions, "invoke", invoked),
    ):
        yield observer
