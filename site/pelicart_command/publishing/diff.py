"""What must be sent and deleted to make one state of a site, or of a table, of another.

Of a run that was stopped nobody knows how far it came: each key may be as in any of the states that
were to be brought since the last that was whole. `known` are all of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Difference(Generic[K]):
    """Keys to send, in the order of what is wanted; of them those that are `new`; those gone."""

    send: tuple[K, ...]
    new: frozenset[K]
    gone: tuple[K, ...]

    @property
    def changed(self) -> int:
        """How many there are now and will be others."""
        return len(self.send) - len(self.new)

    @property
    def keys(self) -> tuple[K, ...]:
        """All that are touched."""
        return (*self.send, *self.gone)


def difference(known: Sequence[Mapping[K, V | None]], wanted: Mapping[K, V]) -> Difference[K]:
    """From a state of which each key is as in one of `known`, or isn't there as in one of them."""
    send = tuple(
        key
        for key, value in wanted.items()
        if any(key not in one or one[key] != value for one in known)
    )
    gone = dict.fromkeys(key for one in known for key in one if key not in wanted)
    new = frozenset(key for key in send if not any(key in one for one in known))
    return Difference(send, new, tuple(gone))
