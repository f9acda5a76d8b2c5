"""Tries hostile input on everything that reads any, and prints the table of what came of it.

`python -m tools.hostile [SECONDS]`: Hypothesis with ten times the examples of `make test`, drawn
anew, then atheris for so many seconds on each reader; without atheris Hypothesis alone.
"""

from __future__ import annotations

import os
import re
import site
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.table import lines, row
from tests.hostile.targets import TARGETS

SECONDS, TIMES = 10, 10
TOOLS = Path(".pelicart-tools/fuzz")
PYTHON = TOOLS / "bin" / "python"
ROOTS = ("functions", "site", "infra", ".")
LIMITS = ("-timeout=5", "-max_len=4096", "-rss_limit_mb=2048", "-print_final_stats=1")
_EXECUTED = re.compile(r"stat::number_of_executed_units: (\d+)")
_BEHIND = re.compile(r"^#(\d+)", re.MULTILINE)


def main(seconds: int = SECONDS) -> int:
    """Exit code 1 if anything was found; every finding is said before the table."""
    whole, told = _examples()
    fuzzed = list(_fuzzed(seconds))
    print("\n".join([*told, *lines([one for one, _ in fuzzed])[2:]]))
    for _, finding in fuzzed:
        print(finding, end="", file=sys.stderr)
    return int(not whole or any(finding for _, finding in fuzzed))


def _examples() -> tuple[bool, list[str]]:
    """What the tests say: whether they hold, and their table."""
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-q", "-rN", "--no-header"]
    done = subprocess.run(  # noqa: S603  our own tests
        [*command, "--hypothesis-profile=drawn", "tests/hostile"],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOSTILE_TIMES": str(TIMES)},
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return not done.returncode, [one for one in done.stdout.splitlines() if one[:1] == "|"]


def _fuzzed(seconds: int) -> Iterator[tuple[dict[str, object], str]]:
    """A row and a finding, or no text, for each reader."""
    there = subprocess.run(["sh", "tools/fuzz.sh"], check=False).returncode == 0  # noqa: S607
    if not there:
        yield row("every reader", "atheris: not installed, not run", 0), ""
        return
    for number, kind in enumerate(TARGETS):
        print(f"atheris, {kind}: {seconds} s …", file=sys.stderr, flush=True)
        yield _one(kind, TOOLS / "found" / f"{number:02d}", seconds)


def _one(kind: str, folder: Path, seconds: int) -> tuple[dict[str, object], str]:
    path = os.pathsep.join([*ROOTS, *site.getsitepackages()])
    done = subprocess.run(  # noqa: S603  our own
        [PYTHON, "tools/fuzz/one.py", kind, folder, f"-max_total_time={seconds}", *LIMITS],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
    )
    said = done.stdout
    runs = _EXECUTED.findall(said) or _BEHIND.findall(said) or ["0"]
    if done.returncode == 0:
        return row(kind, "atheris", int(runs[-1])), ""
    return row(kind, "atheris", int(runs[-1]), findings=1), f"{kind}:\n{said[-3000:]}\n"


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
