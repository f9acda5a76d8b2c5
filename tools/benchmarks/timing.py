"""Timing whole processes, in turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds one process took: on the clock, and of the processor (its children's too)."""

    wall: float
    cpu: float


def in_turns(
    commands: Mapping[str, Sequence[str]], runs: int, *, cwd: Path | None = None
) -> dict[str, Cost]:
    """The median cost of each command; the first round warms the caches and isn't counted."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for round_ in range(runs + 1):
        for name, command in commands.items():
            cost = once(command, cwd=cwd)
            if round_:
                costs[name].append(cost)
    return {
        name: Cost(
            statistics.median(cost.wall for cost in each),
            statistics.median(cost.cpu for cost in each),
        )
        for name, each in costs.items()
    }


def once(command: Sequence[str], *, cwd: Path | None = None) -> Cost:
    """One run; a command that fails ends the benchmark with what it said."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    wall, after = time.perf_counter() - started, os.times()
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    spent = after.children_user + after.children_system
    return Cost(wall, spent - before.children_user - before.children_system)


def python(code: str) -> list[str]:
    """A fresh interpreter that runs this."""
    return [sys.executable, "-c", code]
