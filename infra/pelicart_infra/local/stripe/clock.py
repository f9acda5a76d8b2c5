"""The time that sessions live by: a given clock, and what it was moved by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pelicart_infra.local.stripe.refusal import Refusal


@dataclass(slots=True)
class Clock:
    """`base` in epoch seconds, `moved` seconds ahead of it."""

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
