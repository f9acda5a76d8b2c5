"""What each function may do, as data: the roles on AWS are made of it, and nothing else.

tests/infra/test_grants.py holds it against what the functions do: nothing is missing, nothing idle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


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


ORDERS, STOCK, INVOICES, CARDS = "ORDER#*", "STOCK#*", "INVOICE#*", "CARD#*"
SHOP, PAGES = "SHOP", "PAGE#*"
SHELF = ("PRODUCT#*", STOCK)


def _reads(*keys: str) -> Items:
    return Items(("BatchGetItem",), keys)


def _updates(*keys: str) -> Items:
    return Items(("UpdateItem",), keys)


GRANTS: Mapping[str, Grant] = {
    "cart": Grant((_reads(SHOP, PAGES, *SHELF, ORDERS),)),
    "checkout": Grant(
        (
            _reads(SHOP, PAGES, *SHELF, ORDERS),
            _updates(ORDERS, STOCK, "LIMIT#*"),
            Items(("PutItem",), (ORDERS,)),
            Items(("ConditionCheckItem",), ("PRODUCT#*",)),
            # Nobody reads a card here: the merchant's own account does.
            Items(("PutItem", "DeleteItem"), (CARDS,), table="cards"),
        )
    ),
    "payment_return": Grant((_reads(SHOP, ORDERS), _updates(ORDERS, STOCK))),
    "payment_notice": Grant((_reads(SHOP, ORDERS), _updates(ORDERS, STOCK))),
    "order": Grant(
        (_reads(SHOP, PAGES, ORDERS, INVOICES), _updates(ORDERS, STOCK, INVOICES)), files=True
    ),
    "tell": Grant((_reads(SHOP, PAGES, ORDERS, INVOICES), _updates(ORDERS, INVOICES)), mail=True),
    "reconcile": Grant(
        (
            _reads(SHOP, PAGES, ORDERS, INVOICES),
            _updates(ORDERS, STOCK, INVOICES),
            Items(("DeleteItem",), (CARDS,), table="cards"),
            Items(("Query",), ("DUE#*",), index="due"),
            Items(("Query",), ("TELL#*",), index="untold"),
        ),
        mail=True,
    ),
}
