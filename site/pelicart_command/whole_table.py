"""Every item of the table, page by page: a right that no function has, and that costs reads."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from pelicart.environment import required
from pelicart.errors import Raced, TableDown
from pelicart.store.attributes import from_attributes
from pelicart.store.client import meaning
from pelicart.store.wire import Caller, ClientError, connect
from pelicart.writes import Item

PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each time a page is asked for again."""


def every_item(environment: Mapping[str, str]) -> Iterator[Item]:
    """Each item as it stands when its page is read; one that moves meanwhile is seen once."""
    table = required(environment, "PELICART_TABLE")
    caller = connect(environment)
    asked: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    try:
        while True:
            answer = _page(caller, asked)
            yield from map(from_attributes, answer["Items"])
            if not (last := answer.get("LastEvaluatedKey")):
                return
            asked["ExclusiveStartKey"] = last
    finally:
        caller.close()


def _page(caller: Caller, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    for pause in (*PAUSES, None):
        try:
            return caller.call("Scan", **asked)
        except ClientError as wrong:
            failure = meaning(wrong)
            if pause is None or not isinstance(failure, Raced | TableDown):
                raise failure or wrong from wrong
        except TableDown:
            if pause is None:
                raise
        time.sleep(pause)
    raise TableDown("no page")  # not reached: the last pause raises
