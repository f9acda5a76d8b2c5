"""The table in DynamoDB."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from random import random
from typing import Any

from pelicart.environment import required
from pelicart.errors import Misconfigured, Raced, TableDown
from pelicart.store.attributes import from_attributes
from pelicart.store.client import Client, Verb, meaning
from pelicart.store.limits import check_keys, check_transaction, check_write
from pelicart.store.requests import query_request, transaction_request, write_request
from pelicart.store.wire import Wire, connect
from pelicart.writes import CARDS, Index, Item, Write

PAUSES = (0.05, 0.1, 0.2)
"""Longest pause before each time we ask again, in seconds; the actual one is a random part."""


class DynamoStore:
    """A `Store`. Its client should not ask again by itself: what may be repeated is known here.

    `cards` is the second table; a function that has nothing to do with cards has none.
    """

    def __init__(
        self,
        client: Client,
        table: str,
        cards: str = "",
        *,
        chance: Callable[[], float] = random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._table, self._cards = client, table, cards
        self._chance, self._sleep = chance, sleep

    def read(self, keys: Sequence[str]) -> dict[str, Item]:
        """The items that exist, by key; at most 100 keys."""
        check_keys(keys)
        if not keys:
            return {}
        left: Mapping[str, Any] = self._wanted(keys)
        found: dict[str, Item] = {}
        for pause in (0, *PAUSES):
            self._rest(pause)
            answer = self._ask(self._client.batch_get_item, {"RequestItems": left})
            items = chain.from_iterable(answer["Responses"].values())
            found |= {item["key"]: item for item in map(from_attributes, items)}
            left = answer.get("UnprocessedKeys") or {}
            if not left:
                return found
        raise Raced("keys left unread")

    def write(self, write: Write) -> Item:
        """The item after the write, {} once deleted; `Refused` if an expectation did not hold."""
        check_write(write)
        request = write_request(self._table_of(write.key), write)
        if write.delete:
            self._ask(self._client.delete_item, request)
            return {}
        if write.put is not None:
            self._ask(self._client.put_item, request)
            return from_attributes(request["Item"])
        again = not (write.add or write.append)
        request["ReturnValues"] = "ALL_NEW"
        answer = self._ask(self._client.update_item, request, repeatable=again)
        return from_attributes(answer["Attributes"])

    def write_all(self, writes: Sequence[Write]) -> None:
        """All or nothing; `Refused` if any expectation did not hold."""
        check_transaction(writes)
        if len(writes) == 1 and not writes[0].checks_only:
            self.write(writes[0])  # the same, at half the price
            return
        request = transaction_request(self._table_of, tuple(writes), secrets.token_hex(16))
        self._ask(self._client.transact_write_items, request)

    def query(
        self, index: Index, partition: str, *, upto: str | int, limit: int, newest: bool = False
    ) -> list[str]:
        """Keys in an index partition whose sort value is not above `upto`, in its order."""
        keys: list[str] = []
        page: dict[str, Any] = {}
        while len(keys) < limit:
            request = query_request(
                self._table, index, partition, upto=upto, limit=limit - len(keys), newest=newest
            )
            answer = self._ask(self._client.query, request | page)
            keys += [item["key"]["S"] for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                break
            page = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        return keys

    def _table_of(self, key: str) -> str:
        if not key.startswith(CARDS):
            return self._table
        if not self._cards:
            raise Misconfigured("PELICART_CARDS_TABLE is not set")
        return self._cards

    def _wanted(self, keys: Sequence[str]) -> dict[str, Any]:
        """What BatchGetItem asks each table for."""
        wanted: dict[str, Any] = {}
        for key in dict.fromkeys(keys):
            asked = wanted.setdefault(self._table_of(key), {"Keys": [], "ConsistentRead": True})
            asked["Keys"].append({"key": {"S": key}})
        return wanted

    def _ask(
        self, verb: Verb, request: Mapping[str, Any], *, repeatable: bool = True
    ) -> Mapping[str, Any]:
        """The answer. Asks again while the table is busy, or down if that can't count twice."""
        for pause in PAUSES:
            try:
                return self._ask_once(verb, request)
            except Raced:
                self._rest(pause)
            except TableDown:
                if not repeatable:
                    raise
                self._rest(pause)
        return self._ask_once(verb, request)

    def _ask_once(self, verb: Verb, request: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return verb(**request)
        except self._client.exceptions.ClientError as error:
            if failure := meaning(error):
                raise failure from error
            raise

    def _rest(self, pause: float) -> None:
        if pause:
            self._sleep(pause * self._chance())


def open_store(environment: Mapping[str, str]) -> DynamoStore:
    """The store of a function: its tables' names in `PELICART_TABLE` and `PELICART_CARDS_TABLE`.

    The rest is as Lambda sets it.
    """
    table, cards = required(environment, "PELICART_TABLE"), "PELICART_CARDS_TABLE"
    return DynamoStore(Wire(connect(environment)), table, environment.get(cards, ""))
