"""Units that the table takes for each request, by DynamoDB's rules and the items' true sizes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html (what an index takes)
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pelicart_infra.tables import Index, Table
from tools.benchmarks.exchanges import Asked, Exchange

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
WRITE, READ = 1024, 4096
_VERBS = {"PutItem": "Item", "UpdateItem": "Key", "DeleteItem": "Key"}
_PARTS = {"Put": "Item", "Update": "Key", "Delete": "Key", "ConditionCheck": "Key"}


@dataclass(frozen=True, slots=True)
class Used:
    """What one request to the table took."""

    operation: str
    writes: float
    reads: float
    bytes: int


class Watch:
    """Looks at the items before and after each write, past whoever writes."""

    def __init__(self, client: DynamoDBClient, table: str, definition: Table) -> None:
        self._client, self._table, self._definition = client, table, definition
        self.used: list[Used] = []

    def passed(self, asked: Asked, pass_on: Callable[[], Exchange]) -> Exchange:
        """The answer, with what it took noted."""
        request = json.loads(asked.body)
        keys, times = _written(asked.operation, request)
        before = [self._item(key) for key in keys]
        exchange = pass_on()
        after = [self._item(key) for key in keys]
        if keys:
            self._note_writes(asked.operation, before, after, times)
        elif asked.operation == "BatchGetItem":
            self._note_read(request, json.loads(exchange.body))
        elif asked.operation == "Query":
            found = json.loads(exchange.body).get("Items", [])
            units = max(1, math.ceil(sum(map(size, found)) / READ)) / 2  # an index is never strong
            self.used.append(Used("Query", 0, units, sum(map(size, found))))
        return exchange

    def _item(self, key: str) -> Item:
        found = self._client.get_item(TableName=self._table, Key={"key": {"S": key}})
        return found.get("Item", {})

    def _note_writes(
        self, operation: str, before: list[Item], after: list[Item], times: int
    ) -> None:
        units, bytes_ = 0.0, 0
        for old, new in zip(before, after, strict=True):
            larger = max(size(old), size(new))
            units += times * max(1, math.ceil(larger / WRITE))
            units += sum(index_writes(one, old, new) for one in self._definition.indexes)
            bytes_ += larger
        self.used.append(Used(operation, units, 0, bytes_))

    def _note_read(self, request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Each item by itself; one that isn't there takes as much as a small one."""
        found = [item for items in answer["Responses"].values() for item in items]
        wanted = sum(len(one["Keys"]) for one in request["RequestItems"].values())
        units = sum(max(1, math.ceil(size(item) / READ)) for item in found)
        self.used.append(
            Used("BatchGetItem", 0, units + wanted - len(found), sum(map(size, found)))
        )


def _written(operation: str, request: Mapping[str, Any]) -> tuple[list[str], int]:
    """Keys of the items that are written, and how often their size counts."""
    if operation in _VERBS:
        return [request[_VERBS[operation]]["key"]["S"]], 1
    if operation != "TransactWriteItems":
        return [], 1
    parts = [next(iter(one.items())) for one in request["TransactItems"]]
    return [part[_PARTS[verb]]["key"]["S"] for verb, part in parts], 2


def index_writes(index: Index, old: Item, new: Item) -> int:
    """Units that an index of keys alone takes: to enter, to leave, or both to move."""
    was, now = _entry(index, old), _entry(index, new)
    return 0 if was == now else int(was is not None) + int(now is not None)


def _entry(index: Index, item: Item) -> tuple[str, ...] | None:
    values = [item.get(one.name) for one in (index.partition, index.sort)]
    return None if None in values else tuple(map(str, values))


def size(item: Item) -> int:
    """Bytes of an item as DynamoDB counts them: names and values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(typed: Mapping[str, Any]) -> int:
    ((kind, value),) = typed.items()
    if kind == "N":
        digits = len(Decimal(value).as_tuple().digits)
        return math.ceil(digits / 2) + 1 + (value.startswith("-"))
    if kind == "L":
        return 3 + sum(1 + _value(one) for one in value)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value(one) for name, one in value.items())
    return len(value.encode()) if kind == "S" else 1
