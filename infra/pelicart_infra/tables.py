"""The tables, once and as data: what CDK, the local table and the tests are built from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Attribute:
    """A key attribute: `S` is text, `N` a number."""

    name: str
    type: Literal["S", "N"]


@dataclass(frozen=True, slots=True)
class Index:
    """A global index. It is sparse: items without both of its attributes aren't in it."""

    name: str
    partition: Attribute
    sort: Attribute
    projection: Literal["KEYS_ONLY"] = "KEYS_ONLY"


@dataclass(frozen=True, slots=True)
class Table:
    """One table, paid by request. Items leave some days after the epoch second in `ttl`."""

    key: Attribute
    indexes: tuple[Index, ...]
    stream: Literal["NEW_AND_OLD_IMAGES"] | None
    ttl: str
    point_in_time_recovery: bool

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Every attribute that is part of a key, each once."""
        of_indexes = (part for index in self.indexes for part in (index.partition, index.sort))
        return tuple(dict.fromkeys((self.key, *of_indexes)))


MAIN = Table(
    key=Attribute("key", "S"),
    indexes=(
        Index("due", Attribute("due", "S"), Attribute("due_at", "N")),
        Index("untold", Attribute("untold", "S"), Attribute("tell_at", "N")),
        Index("listing", Attribute("listing", "S"), Attribute("listed_at", "S")),
    ),
    stream="NEW_AND_OLD_IMAGES",
    ttl="ttl",
    point_in_time_recovery=True,
)

CARDS = Table(
    key=Attribute("key", "S"),
    indexes=(),
    stream=None,
    ttl="ttl",
    point_in_time_recovery=False,
)
"""Sealed cards, deleted with their order's decision: no copy of one may outlive that."""


def create_table_request(table: Table, name: str) -> dict[str, Any]:
    """Arguments of boto3's `create_table`; TTL and recovery are calls of their own there."""
    request: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": part.name, "AttributeType": part.type} for part in table.attributes
        ],
        "KeySchema": _schema(table.key),
    }
    if table.indexes:
        request["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index.name,
                "KeySchema": _schema(index.partition, index.sort),
                "Projection": {"ProjectionType": index.projection},
            }
            for index in table.indexes
        ]
    if table.stream:
        request["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": table.stream}
    return request


def _schema(partition: Attribute, *sort: Attribute) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition.name, "KeyType": "HASH"},
        *({"AttributeName": part.name, "KeyType": "RANGE"} for part in sort),
    ]
