"""How far a run has come: a line that counts where somebody looks, a line for a part elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

EVERY = 0.1
SELDOM = 10.0
"""Seconds between two tellings, on a terminal and in a log."""


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Counts up to `total`, whatever thread calls; says nothing where there is nothing to do."""
    counted = _Counted(what, total)
    try:
        yield counted.one
    finally:
        counted.end()


def watched() -> bool:
    """Whether somebody looks on."""
    return sys.stdout.isatty()


class _Counted:
    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._lock, self._told = Lock(), time.monotonic()
        self._live = watched()

    def one(self) -> None:
        with self._lock:
            self._done += 1
            now = time.monotonic()
            if now - self._told > (EVERY if self._live else SELDOM):
                self._told = now
                self._tell("" if self._live else "\n")

    def end(self) -> None:
        if self._total:
            self._tell("\n")

    def _tell(self, end: str) -> None:
        start = "\r" if self._live else ""
        line = f"{self._what:<20}{self._done:,} of {self._total:,}"
        print(f"{start}{line}", end=end, flush=True)
