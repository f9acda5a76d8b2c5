"""The table in memory: what every other store must agree with. For tests and simulations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from pelicart.quote import canonical
from pelicart.store.limits import check_keys, check_transaction, check_write
from pelicart.writes import (
    SORTED_BY,
    Absent,
    AtLeast,
    AtMost,
    Counts,
    Expectation,
    Index,
    Is,
    Item,
    Refused,
    Within,
    Write,
)


class MemoryStore:
    """A `Store` whose operations happen one at a time; items are copied in and out."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._lock = Lock()

    def snapshot(self) -> dict[str, Item]:
        """Every item by key, as of one moment."""
        with self._lock:
            return {key: _item(item) for key, item in self._items.items()}

    def read(self, keys: Sequence[str]) -> dict[str, Item]:
        """The items that exist, by key; at most 100 keys."""
        check_keys(keys)
        with self._lock:
            return {key: _item(self._items[key]) for key in keys if key in self._items}

    def write(self, write: Write) -> Item:
        """The item after the write, {} once deleted; `Refused` if an expectation did not hold."""
        check_write(write)
        with self._lock:
            self._apply([write])
            return _item(self._items.get(write.key, {}))

    def write_all(self, writes: Sequence[Write]) -> None:
        """All or nothing; `Refused` if any expectation did not hold."""
        check_transaction(writes)
        with self._lock:
            self._apply(writes)

    def query(
        self, index: Index, partition: str, *, upto: str | int, limit: int, newest: bool = False
    ) -> list[str]:
        """Keys in an index partition whose sort value is not above `upto`, in its order."""
        sort = SORTED_BY[index]
        with self._lock:
            found = sorted(
                (item[sort], key)
                for key, item in self._items.items()
                if item.get(index) == partition and sort in item and item[sort] <= upto
            )
        return [key for _, key in (reversed(found) if newest else found)][:limit]

    def _apply(self, writes: Sequence[Write]) -> None:
        before = [self._items.get(write.key, {}) for write in writes]
        if not all(map(_expected, before, writes)):
            raise Refused(
                [
                    None if _expected(item, write) else _item(item)
                    for item, write in zip(before, writes, strict=True)
                ]
            )
        after = [_changed(item, write) for item, write in zip(before, writes, strict=True)]
        for item, write in zip(after, writes, strict=True):
            if write.delete:
                self._items.pop(write.key, None)
            elif not write.checks_only:
                self._items[write.key] = item


def _expected(item: Item, write: Write) -> bool:
    return all(_holds(item, expectation) for expectation in write.expect)


def _holds(item: Item, expectation: Expectation) -> bool:
    name = expectation.field
    if isinstance(expectation, Absent):
        return name not in item
    if isinstance(expectation, Is):
        return name in item and canonical(item[name]) in map(canonical, expectation.values)
    if isinstance(expectation, Counts):
        entries = item.get(name, [])
        return isinstance(entries, list) and len(entries) == expectation.entries
    return _bounded(item, expectation)


def _bounded(item: Item, expectation: AtLeast | AtMost | Within) -> bool:
    number = item.get(expectation.field)
    if type(number) is not int:
        return isinstance(expectation, Within) and expectation.field not in item
    if isinstance(expectation, AtLeast):
        return number >= expectation.number
    return number <= expectation.number


def _changed(before: Item, write: Write) -> Item:
    if write.put is not None:
        return _item({**write.put, "key": write.key})
    after = {**before, "key": write.key, **write.set}
    for name, number in write.add.items():
        after[name] = after.get(name, 0) + number
    for name, values in write.append.items():
        after[name] = [*after.get(name, ()), *values]
    return _item({name: value for name, value in after.items() if name not in write.remove})


def _item(item: Mapping[str, Any]) -> Item:
    return {_text(name): _copy(value) for name, value in item.items()}


def _copy(value: Any) -> Any:  # noqa: ANN401  plain data of any shape
    """A deep copy of plain data, with lists for tuples; `TypeError` for anything else."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Mapping):
        return _item(value)
    if isinstance(value, list | tuple):
        return [_copy(part) for part in value]
    raise TypeError(f"the table doesn't hold {type(value).__name__}")


def _text(name: object) -> str:
    if type(name) is not str:
        raise TypeError(f"a field is named by text, not by {name!r}")
    return name
