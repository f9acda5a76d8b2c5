"""`make mutants`: every wrong in every target; the table, and what no test noticed."""

from __future__ import annotations

import importlib
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutants.trial import Spoilt, begin, ended
from tools.mutants.wrongs import Wrong, wrongs

ROOT = Path(__file__).parents[2]
TARGETS, EXPLAINED = (Path(__file__).with_name(f"{name}.toml") for name in ("targets", "survivors"))
AT_ONCE = 2
PATIENCE = 10
"""CPU seconds that a wrong may take beyond five times what the sound module takes."""
PRELOADED = ("pytest", "hypothesis", "lxml.html", "jwt", "jinja2", "http.client", "werkzeug")


@dataclass(slots=True)
class Target:
    """A module, its tests, and what became of its wrongs."""

    module: str
    tests: list[str]
    tried: int = 0
    survived: list[Wrong] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Its file."""
        return ROOT / "functions" / (self.module.replace(".", "/") + ".py")


def main(named: list[str]) -> int:
    """Exit code 1 if a wrong survived that nobody has explained."""
    for name in PRELOADED:
        importlib.import_module(name)
    data = tomllib.loads(TARGETS.read_text("utf-8"))
    explained: Mapping[str, Mapping[str, str]] = tomllib.loads(EXPLAINED.read_text("utf-8"))
    targets = [Target(f"pelicart.{name}", tests) for name, tests in data.items()]
    targets = [one for one in targets if not named or one.module.removeprefix("pelicart.") in named]
    print("| module | wrongs | noticed | explained | unexplained | score |", flush=True)
    print("|---|---:|---:|---:|---:|---:|", flush=True)
    left = [line for target in targets for line in _tried(target, explained)]
    print("", *left, sep="\n")
    return int(bool(left))


def _tried(target: Target, explained: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Prints the target's row; what survived without an explanation."""
    source = target.path.read_text("utf-8")
    code, seconds = _wait(begin(Spoilt(target.module, source, target.path), target.tests))
    if code:
        yield f"{target.module}: its tests fail as it is"
        return
    _try_all(target, source, PATIENCE + round(5 * seconds))
    short = target.module.removeprefix("pelicart.")
    known = explained.get(short, {})
    unknown = [wrong for wrong in target.survived if wrong.key not in known]
    noticed = target.tried - len(target.survived)
    score = 100 * noticed / max(target.tried, 1)
    counts = (target.tried, noticed, len(target.survived) - len(unknown), len(unknown))
    print(f"| {short} | {' | '.join(map(str, counts))} | {score:.1f} % |", flush=True)
    yield from (f"{short}: {wrong.key}" for wrong in unknown)


def _wait(child: int) -> tuple[int, float]:
    begun = time.monotonic()
    while (outcome := ended(child, begun)) is None:
        time.sleep(0.02)
    return outcome


def _try_all(target: Target, source: str, seconds: int) -> None:
    waiting, running = list(reversed(wrongs(source))), dict[int, tuple[Wrong, float]]()
    target.tried = len(waiting)
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            wrong = waiting.pop()
            child = begin(
                Spoilt(target.module, wrong.spoilt(source), target.path), target.tests, seconds
            )
            running[child] = (wrong, time.monotonic())
        time.sleep(0.01)
        for child, (wrong, begun) in list(running.items()):
            if outcome := ended(child, begun):
                del running[child]
                if outcome[0] == 0:
                    target.survived.append(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
