from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from tests.hostile.table import PROPERTY, row
from tests.hostile.target import Tally
from tests.pelicart.conftest import ada, front

__all__ = ["ada", "front"]

Counted = Callable[[Tally], AbstractContextManager[None]]


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Counted:
    """Notes for the table what became of the inputs of one kind, also if one was a finding."""

    @contextmanager
    def counting(tally: Tally) -> Iterator[None]:
        try:
            yield
        finally:
            line = row(tally.kind, "Hypothesis", tally.tried, slowest=tally.slowest)
            request.node.user_properties.append((PROPERTY, line))

    return counting


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Iterator[Callable[[object], None]]:
    """Counts what a test tries, for the row of the table that its module names: `ROW`."""
    counts: list[object] = []
    yield counts.append
    request.node.user_properties.append((PROPERTY, row(*request.module.ROW, len(counts))))
