"""`make race`: many processes buy the last units over HTTP; what guards stock, and what doesn't."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from tests.concurrency.contest import HEAD, Contest, Result, hold
from tests.concurrency.unguarded import CONTROLS
from tests.emulator import MISSING, installed

PAYING = 5
"""Rounds are as many times fewer by card: each unit sold is then paid at the provider, too."""


def main(arguments: Sequence[str]) -> int:
    """Prints the table as it fills; 1 if a unit was sold twice, or if a control sold none twice."""
    wrong: list[str] = []
    print(HEAD, flush=True)
    for contest in _contests(arguments):
        result = hold(contest)
        print(result.row, flush=True)
        wrong += verdict(result)
    if not installed():
        print(f"not raced on ministack: {MISSING}")
    for said in wrong:
        print(said, file=sys.stderr)
    return 1 if wrong else 0


def verdict(result: Result) -> list[str]:
    """What a result shows to be wrong; a control that sells nothing twice shows nothing at all."""
    if not result.contest.control:
        return list(result.faults)
    failing = "" if result.oversold else f"{result.contest.control} didn't oversell"
    return [failing] if failing else []


def _contests(arguments: Sequence[str]) -> Iterator[Contest]:
    parser = argparse.ArgumentParser(prog="python -m tests.concurrency")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--buyers", type=int, default=40)
    parser.add_argument("--units", type=int, default=10)
    parser.add_argument("--functions", type=int, default=6, help="processes of functions")
    given = parser.parse_args(arguments)
    size = (given.rounds, given.buyers, given.units)
    fewer = (max(1, given.rounds // PAYING), *size[1:])
    for table in ("local", "ministack") if installed() else ("local",):
        common = {"table": table, "runners": given.functions, "crowds": 4}
        yield Contest(*size, **common)
        yield Contest(*size, clicks=2, **common)
        yield Contest(*fewer, method="card", **common)
        for control in CONTROLS:
            yield Contest(*size, control=control, **common)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
