"""What each function may do, as data: the roles on AWS are made of it, and nothing else.

tests/infra/test_grants.py holds it against what the functions do: nothing is missing, nothing idle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

READ = ("BatchGetItem",)


@dataclass(frozen=True, slots=True)
class Items:
    """Operations of DynamoDB, and the items they may touch: `*` at an end stands for any end.

    With an `index` these are its partitions. Parts of a transaction count as operations:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """

    verbs: tuple[str, ...]
    keys: tuple[str, ...]
    table: Literal["main", "cards"] = "main"
    index: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """All that one function may do. `files` is to read bought files, `mail` to send as the shop.

    Its own log, its own parameters and, where it has one, its own stream come by themselves.
    """

    items: tuple[Items, ...]
    files: bool = False
    mail: bool = False


_ANY = (Items(("BatchGetItem", "ConditionCheckItem", "PutItem", "UpdateItem"), ("*",)),)
_CARDS = (Items(("PutItem", "DeleteItem"), ("CARD#*",), table="cards"),)
_QUERY = (
    Items(("Query",), ("DUE#*",), index="due"),
    Items(("Query",), ("TELL#*",), index="untold"),
)

GRANTS: Mapping[str, Grant] = {
    "cart": Grant((Items(READ, ("*",)),)),
    "checkout": Grant((*_ANY, *_CARDS)),
    "payment_return": Grant(_ANY),
    "payment_notice": Grant(_ANY),
    "order": Grant(_ANY, files=True),
    "tell": Grant(_ANY, mail=True),
    "reconcile": Grant((*_ANY, *_CARDS, *_QUERY), mail=True),
}
