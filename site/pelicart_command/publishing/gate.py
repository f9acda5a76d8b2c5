"""Where every request passes, and every repetition of one, while a run may still send.

A request can be repeated minutes after it was begun, such as by a machine that slept meanwhile. By
then another run may have published: it must not be sent any more.
"""

from __future__ import annotations

import time
from collections.abc import Callable


def _open() -> None:
    """Nobody else can be harmed yet."""


class Gate:
    """Open to all, until a run has the lease; from then on for as long as it has."""

    def __init__(self) -> None:
        self._passes: Callable[[], None] = _open

    def guarded_by(self, holds: Callable[[], None]) -> None:
        """`holds` raises `LeaseLost` once the lease is another's, or soon may be."""
        self._passes = holds

    def check(self, **_: object) -> None:
        """Whether to go on; takes what boto3's events are told with."""
        self._passes()

    def sleep(self, seconds: float) -> None:
        """The pause before a repetition."""
        time.sleep(seconds)
        self._passes()
