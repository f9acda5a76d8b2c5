"""A write to the table as data: a key, what must hold, what changes. Stores carry it out.

The DynamoDB store translates it to a conditional request, the memory store applies it; both must
agree on every write. Values are text, int, bool, list and dict of these: never a float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pelicart.errors import PelicartError

Item = dict[str, Any]

CARDS = "CARD#"
"""Items whose key starts so live in the second table, which has no stream and no recovery."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The item has no such field; on `key` itself: there is no such item."""

    field: str = "key"


@dataclass(frozen=True, slots=True)
class Is:
    """The field equals one of the values."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The field is a number, and not below."""

    field: str
    number: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The field is a number, and not above."""

    field: str
    number: int


@dataclass(frozen=True, slots=True)
class Within:
    """The field isn't there yet, or is a number and not above: there is room for more."""

    field: str
    number: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The field is a list of so many entries; one that isn't there has none."""

    field: str
    entries: int


Expectation = Absent | Is | AtLeast | AtMost | Within | Counts


@dataclass(frozen=True, slots=True)
class Write:
    """One item's conditional change; an item that isn't there is made.

    `put` replaces the whole item (only for items that must not exist, or of the publication), and
    `delete` takes it away, be it there or not.
    Otherwise `set` assigns fields, `add` counts up from 0, `append` extends lists from empty, and
    `remove` drops fields; a field stands in one of them only. With expectations alone it is a
    check, for a transaction. What can't be meant raises `ValueError`.
    """

    key: str
    expect: tuple[Expectation, ...] = ()
    put: Mapping[str, Any] | None = None
    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    append: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    delete: bool = False

    def __post_init__(self) -> None:
        fields = [*self.set, *self.add, *self.append, *self.remove]
        if self.delete and (fields or self.put is not None):
            raise ValueError(f"{self.key}: deleted and changed at once")
        if "key" in fields or len(fields) != len({*fields}) or (fields and self.put is not None):
            raise ValueError(f"{self.key}: a field is changed twice, or is the key")
        if self.put is not None and self.put.get("key", self.key) != self.key:
            raise ValueError(f"{self.key}: put under another key")
        if any(isinstance(one, Is) and not one.values for one in self.expect):
            raise ValueError(f"{self.key}: no value would do")
        if self.checks_only and not self.expect:
            raise ValueError(f"{self.key}: neither changes nor expects anything")
        if self.remove and len(fields) == len(self.remove) and not self._needs_item():
            # Whether DynamoDB would make an empty item of this is nowhere promised.
            raise ValueError(f"{self.key}: removes from an item that may not be there")

    def _needs_item(self) -> bool:
        return any(not isinstance(one, Absent | Within | Counts) for one in self.expect)

    @property
    def checks_only(self) -> bool:
        """Whether there is nothing to write if the expectations hold."""
        changes = self.set or self.add or self.append or self.remove
        return self.put is None and not (changes or self.delete)


class Refused(PelicartError):
    """An expectation did not hold: nothing was written.

    `items` has one entry per write of the transaction: None where its expectations held, else the
    item as it stands ({} if there is none), so that the caller can tell its own earlier write.
    """

    code = "refused"

    def __init__(self, items: Sequence[Item | None]) -> None:
        super().__init__("an expectation did not hold")
        self.items = tuple(items)


Index = Literal["due", "untold", "listing"]

SORTED_BY: Mapping[Index, str] = {"due": "due_at", "untold": "tell_at", "listing": "listed_at"}
"""The field that an index sorts by; its partitions are the values of the field named like it."""


class Store(Protocol):
    """The table, and the one of `CARDS`. Reads are strongly consistent, those of an index are not.

    Raises `Raced` when the table is contended or throttled beyond our retries, and `TableDown`
    when it gave no answer: then the write may have been made or not.
    """

    def read(self, keys: Sequence[str]) -> dict[str, Item]:
        """The items that exist, by key; at most 100 keys, one round trip."""

    def write(self, write: Write) -> Item:
        """The item after the write, {} once deleted; `Refused` if an expectation did not hold."""

    def write_all(self, writes: Sequence[Write]) -> None:
        """All or nothing, at most 100 different keys; `Refused` if any expectation did not hold."""

    def query(
        self, index: Index, partition: str, *, upto: str | int, limit: int, newest: bool = False
    ) -> list[str]:
        """Keys in an index partition whose sort value is not above `upto`, in its order."""
