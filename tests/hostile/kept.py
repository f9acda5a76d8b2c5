"""Readers of JSON that a provider, a build or the table hands over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.hostile.target import Target, holds
from tests.pelicart.build import an_order
from tests.pelicart.shopfront import BOOK, FONT, LAMP

from pelicart.catalogue import product_from
from pelicart.errors import BadRequest
from pelicart.order import order_from, to_item
from pelicart.payments.strict import strict_object

FOREIGN = (ValueError, KeyError, TypeError, AttributeError)
"""What an item that is none of ours may fail with: the shop's own writers alone make them, and who
reads them catches anything (`overdue`, `read_publication`)."""


def read_json(data: bytes) -> None:
    """An object, as every reader of JSON would understand it."""
    found = strict_object(data)
    # No Infinity and no half of a character: nothing that can't be said again.
    text = json.dumps(found, allow_nan=False, ensure_ascii=False)
    holds(strict_object(text.encode()) == found, "an object that reads otherwise the second time")


def read_product(data: bytes) -> None:
    """A line of the catalogue."""
    _foreign(lambda: product_from(_object(data)))


def read_order(data: bytes) -> None:
    """An order's item; what is read of it says the same of money as the item does."""
    item = _object(data)
    order = _foreign(lambda: order_from({**item, "key": item["key"]}))
    _foreign(lambda: (order.money, order.holds, order.number, order.reminded))


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise BadRequest("no JSON") from None
    if not isinstance(found, dict):
        raise BadRequest("no object")
    return found


def _foreign(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except FOREIGN:
        raise BadRequest("no item of ours") from None


_ORDERS = [an_order(), replace(an_order(state="paid"), captured=4690, reminders=(1, 2))]
_PRODUCTS = [product.line().encode() for product in (BOOK, LAMP, FONT)]

KEPT = (
    Target(
        "JSON of strangers",
        read_json,
        [b'{"a": {"b": [1, 2.5, true, null, "\\u00e9"]}, "c": 10}', _PRODUCTS[0]],
        (b'"a":1,"a":2', b"[" * 2000, b'{"a":' * 2000, b"9" * 5000, b"1e400", b'"\\ud800"'),
    ),
    Target("items of products", read_product, _PRODUCTS),
    Target(
        "items of orders",
        read_order,
        [json.dumps(to_item(order, "2027-01")).encode() for order in _ORDERS],
    ),
)
