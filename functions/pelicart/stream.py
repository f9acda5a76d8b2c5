"""Records of the table's stream: which orders have a new entry in their history.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pelicart.order import order_key

ORDERS = order_key("")
LONGEST = 64
"""Characters of an order's id; ours have 26."""


def moved(event: object) -> dict[str, str]:
    """Ids of the orders whose history grew, in turn, and the number of the first record of each.

    Whatever else is in the event is none of ours: other items, other changes, other shapes.
    """
    found: dict[str, str] = {}
    for record in _records(event):
        order = _text(_at(record, "dynamodb", "Keys", "key", "S"))
        ours = order.startswith(ORDERS) and len(ORDERS) < len(order) <= len(ORDERS) + LONGEST
        if ours and _entries(record, "NewImage") > _entries(record, "OldImage"):
            number = _text(_at(record, "dynamodb", "SequenceNumber"))
            found.setdefault(order.removeprefix(ORDERS), number)
    return found


def _records(event: object) -> Iterator[object]:
    records = _at(event, "Records")
    if isinstance(records, list):
        yield from records


def _entries(record: object, image: str) -> int:
    """How long the history was; nothing more of an image is looked at."""
    history = _at(record, "dynamodb", image, "history", "L")
    return len(history) if isinstance(history, list) else 0


def _at(data: object, *path: str) -> object:
    """What stands at a place in JSON, or None."""
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
