from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from tests.hostile.table import PROPERTY, row
from tests.hostile.target import Accepted, Tally
from tests.pelicart.conftest import ada, front

__all__ = ["ada", "front"]

Counted = Callable[[Tally], AbstractContextManager[None]]


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Counted:
    """Notes for the table what became of the inputs of one kind, also if one was a finding."""

    @contextmanager
    def counting(tally: Tally) -> Iterator[None]:
        found = {}
        try:
            yield
        except Accepted:
            found = {"accepted in error": 1}
            raise
        except Exception:
            found = {"crashes": 1}
            raise
        finally:
            line = row(tally.kind, "Hypothesis", tally.tried, slowest=tally.slowest, **found)
            request.node.user_properties.append((PROPERTY, line))

    return counting
