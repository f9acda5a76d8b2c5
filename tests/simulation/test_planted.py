"""The simulator is worth what it finds: each bug that was put in on purpose, by itself."""

import pytest
from tests.simulation.answering import listening
from tests.simulation.finding import find
from tests.simulation.planted import BUGS

ENOUGH = 600
"""Seeds; `make test` runs more than three times as many."""


def test_there_are_as_many_bugs_as_promised():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 18


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_planted_bug_is_found(bug, figure):
    with listening():
        found = find(bug, ENOUGH)
    assert found.seeds, bug.name
    figure(f"planted bug, {bug.name}", f"found after {found.seeds} seeds, by {found.rule}")
