"""The time that sessions live by: a given clock, and what it was moved by."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pelicart_infra.local.standin.refusal import Refusal


@dataclass(slots=True)
class Clock:
    """`base` in epoch seconds, `moved` seconds ahead of it.

    `base` is the shop's time: it stamps signatures, whatever the sessions' time says.
    """

    base: Callable[[], float]
    moved: int = 0

    def now(self) -> int:
        """Epoch seconds."""
        return int(self.base()) + self.moved

    def advance(self, seconds: object) -> None:
        """Moves it on; never back, or `Refusal`."""
        if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0:
            raise Refusal("advance must be a whole number of seconds", param="advance")
        self.moved += seconds


def moved_by(file: Path) -> Callable[[], float]:
    """This machine's clock, ahead by the seconds that a file has at each look."""

    def now() -> float:
        moved = file.read_text("ascii").strip() if file.is_file() else ""
        return time.time() + int(moved or 0)

    return now
