"""A reader of bytes from outside, and what it owes: to refuse in our words, and quickly."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pelicart.errors import PelicartError

SEPARATOR = b"\x1e"
"""Between the parts of an input that has several, such as a body and its headers."""

TIMES = int(os.environ.get("HOSTILE_TIMES", "1"))
"""How many times as much as usual is to be tried: `make hostile` sets it."""

SLOWEST = 0.5
"""CPU seconds that one input may take: the usual one takes a thousandth of it."""


class Accepted(AssertionError):
    """A reader took for genuine what nobody who may had made."""


class TooSlow(AssertionError):
    """One input kept a reader busy for longer than `SLOWEST`."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader. `read` returns where it accepts, and checks what it accepted itself.

    It raises `PelicartError` where it refuses, `Accepted` where it should have; anything else is a
    crash. `seeds` are inputs that it accepts, to be altered; `words` what to put into them.
    """

    kind: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    words: Sequence[bytes] = ()


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one kind; `slowest` in CPU seconds."""

    kind: str
    tried: int = 0
    refused: int = 0
    slowest: float = 0.0

    def tries(self, target: Target, data: bytes) -> bool:
        """Whether the target accepts; what it owes and doesn't keep is raised."""
        self.tried += 1
        began = time.thread_time()
        accepted = _accepts(target, data)
        took = time.thread_time() - began
        self.refused += not accepted
        self.slowest = max(self.slowest, took)
        if took > SLOWEST:
            raise TooSlow(f"{target.kind}: {took:.2f} s for {len(data)} bytes")
        return accepted


def _accepts(target: Target, data: bytes) -> bool:
    try:
        target.read(data)
    except PelicartError:
        return False
    return True


def holds(sound: object, why: str) -> None:
    """What was accepted must be so."""
    if not sound:
        raise Accepted(why)


def joined(*parts: bytes) -> bytes:
    """Several parts as one input."""
    return SEPARATOR.join(parts)


def parts_of(data: bytes, count: int) -> list[bytes]:
    """Exactly so many parts; those that an altered input lacks are empty."""
    parts = data.split(SEPARATOR, count - 1)
    return parts + [b""] * (count - len(parts))
