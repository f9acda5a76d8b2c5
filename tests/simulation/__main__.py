"""`python -m tests.simulation`: one seed and its story, the planted bugs, or seeds until told."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from tests.simulation.answering import listening
from tests.simulation.finding import MOST, find, table
from tests.simulation.planted import BUGS
from tests.simulation.running import Run, run
from tests.simulation.shrink import shrunk
from tests.simulation.standing.wire import in_process
from tests.simulation.story import story

EVERY = 500
"""Seeds after which a soak says how it goes."""
REAL = 8
"""Of so many seeds of a soak one runs the real payment modules."""
NIGHTLY = 1_000_000
"""Where a soak begins, so that it repeats no seed of the tests."""


@dataclass
class Tally:
    """What was simulated so far."""

    began: float = field(default_factory=monotonic)
    seeds: int = 0
    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    orders: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Run) -> None:
        self.seeds += 1
        self.calls += outcome.world.calls
        self.faults.update(outcome.world.faults)
        self.orders.update(order.state for order in outcome.world.orders())
        if outcome.violation:
            self.broken[outcome.violation.rule] += 1

    def told(self) -> str:
        speed = self.seeds / max(monotonic() - self.began, 0.001)
        faults = ", ".join(f"{kind} {times}" for kind, times in sorted(self.faults.items()))
        orders = ", ".join(f"{state} {times}" for state, times in self.orders.most_common())
        return (
            f"{self.seeds} schedules, {self.calls} calls, {sum(self.faults.values())} faults "
            f"({faults}), {sum(self.broken.values())} violations, {speed:.0f} seeds/s\n"
            f"  orders: {orders}"
        )


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="tell the story of this seed")
    parser.add_argument("--whole", action="store_true", help="do not make it small")
    parser.add_argument("--real", action="store_true", help="with the real payment modules")
    parser.add_argument("--planted", action="store_true", help="seeds until each bug is found")
    parser.add_argument("--first", type=int, default=NIGHTLY, help="where a soak begins")
    parser.add_argument("--seconds", type=float, default=0, help="how long a soak runs; 0: on")
    asked = parser.parse_args(given)
    with listening(), in_process():
        if asked.planted:
            return _planted()
        if asked.seed is not None:
            return _seed(asked.seed, whole=asked.whole, real=asked.real)
        return _soak(asked.first, asked.seconds)


def _planted() -> int:
    lines = list(_said(table(find(bug, MOST) for bug in BUGS)))
    return 0 if lines[-1].startswith(f"{len(BUGS)} of") else 1


def _said(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        print(line, flush=True)
        yield line


def _seed(seed: int, *, whole: bool, real: bool) -> int:
    outcome = run(seed, real=real)
    broken = outcome.violation is not None
    print(story(shrunk(outcome) if broken and not whole else outcome))
    return int(broken)


def _soak(first: int, seconds: float) -> int:
    tally = Tally()
    try:
        for seed in count(first):
            outcome = run(seed, real=not seed % REAL)
            tally.add(outcome)
            if outcome.violation:
                print(story(shrunk(outcome)), flush=True)
            if tally.seeds % EVERY == 0:
                print(tally.told(), flush=True)
            if seconds and monotonic() - tally.began > seconds:
                break
    except KeyboardInterrupt:
        pass
    print(tally.told())
    return int(bool(tally.broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
