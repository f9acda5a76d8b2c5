"""The time, in whole seconds since 1970."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from pelicart.environment import beside_local_table


def clock(environment: Mapping[str, str]) -> Callable[[], int]:
    """The clock; beside a table on this machine it can be moved, for the demo and its tests."""
    path = environment.get("PELICART_CLOCK", "")
    if not path or not beside_local_table(environment):
        return lambda: int(time.time())

    def moved() -> int:
        try:
            with open(path, encoding="ascii") as file:  # noqa: PTH123  pathlib costs a cold start
                return int(time.time()) + int(file.read() or 0)
        except FileNotFoundError:
            return int(time.time())

    return moved
