"""How many seeds it takes to find each planted bug."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

import pytest
from tests.simulation.planted import BUGS
from tests.simulation.planted.bug import Bug
from tests.simulation.running import run

MOST = 2000


@dataclass(frozen=True)
class Found:
    """`seeds` until it was found, 0 if it wasn't; `rule` is what it broke."""

    bug: Bug
    seeds: int
    rule: str
    seconds: float


def find(bug: Bug, most: int = MOST) -> Found:
    """Runs seeds with this bug in the product until one fails that is sound without it."""
    began = process_time()
    for seed in range(most):
        with pytest.MonkeyPatch.context() as patch:
            bug.plant(patch)
            violation = run(seed, **bug.chosen).violation
        assert violation is None or violation.rule != "I9 log", "what was planted crashed"
        if violation and not run(seed, **bug.chosen).violation:
            return Found(bug, seed + 1, violation.rule, process_time() - began)
    return Found(bug, 0, "", process_time() - began)


def table(found: Iterator[Found]) -> Iterator[str]:
    """One line for each bug, and how many there are."""
    yield f"{'planted bug':<46} {'seeds':>5}  {'CPU s':>5}  breaks"
    count = 0
    for number, one in enumerate(found, 1):  # noqa: B007  read after the loop
        count += one.seeds > 0
        seeds = str(one.seeds) if one.seeds else "-"
        yield f"{one.bug.name:<46} {seeds:>5}  {one.seconds:5.1f}  {one.rule or 'NOT FOUND'}"
    yield f"{count} of {len(BUGS)} found"
