"""Makes a failing schedule small: steps are left out for as long as the same rule is broken."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from tests.simulation.running import Run, Step, replay
from tests.simulation.swarm import Swarm

PATIENCE = 20.0
"""Seconds."""


def shrunk(failing: Run, patience: float = PATIENCE) -> Run:
    """The smallest run found that breaks the same rule."""
    assert failing.violation is not None
    rule, until = failing.violation.rule, monotonic() + patience
    best = _quieter(failing, rule)
    size = max(1, len(best.steps) // 2)
    while size and monotonic() < until:
        smaller = _without(best, rule, size, until)
        if smaller is best:
            size = min(size // 2, len(best.steps) // 2)
        best = smaller
    return _plainer(best, rule, until)


def _fails(swarm: Swarm, steps: list[Step], rule: str) -> Run | None:
    tried = replay(swarm, steps)
    return tried if tried.violation and tried.violation.rule == rule else None


def _without(best: Run, rule: str, size: int, until: float) -> Run:
    """Leaves out runs of so many steps, from the last to the first."""
    start = len(best.steps) - size
    while start > -size and monotonic() < until:
        at = max(start, 0)
        steps = [*best.steps[:at], *best.steps[at + size :]]
        best = _fails(best.swarm, steps, rule) or best
        start = min(start, len(best.steps)) - size
    return best


def _plainer(best: Run, rule: str, until: float) -> Run:
    """Takes faults away that weren't needed."""
    for index, step in enumerate(best.steps):
        if step[1] == "io" and step[3] and monotonic() < until:
            steps = [*best.steps]
            steps[index] = (*step[:3], "")
            best = _fails(best.swarm, steps, rule) or best
    return best


def _quieter(best: Run, rule: str) -> Run:
    """A calmer day, if the same still goes wrong on it."""
    for change in ({"skew": 0}, {"shoppers": 1}, {"shoppers": 2}, {"end": "both"}):
        if change.get("shoppers", 0) < best.swarm.shoppers:
            calmer = replace(best.swarm, **change)  # type: ignore[arg-type]
            best = _fails(calmer, best.steps, rule) or best
    return best
