"""The functions' process, and the way to it: what is invoked is counted, and one may be struck."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from tests.killing.strikes import Strike

from pelicart_infra.functions import FUNCTIONS
from pelicart_infra.local.invoke import FunctionFailed

ROOT = Path(__file__).parents[2]
_NEEDS = {one.name: {*one.settings, *one.secrets} for one in FUNCTIONS}
_OUTSIDE = ("AWS_", "PELICART_CLOCK")


@dataclass(frozen=True)
class Invocation:
    """One run of a function: the calls it made (none are known if it died), and its answer."""

    name: str
    calls: tuple[str, ...]
    failed: str
    answer: Any


@dataclass(frozen=True)
class Aim:
    """The n-th invocation (from 0) since `begin`, and what befalls it."""

    invocation: int
    strike: Strike


@dataclass(frozen=True)
class Nursery:
    """The process in which each invocation is a child; see `nursery.py`."""

    process: subprocess.Popen[str]

    def ask(
        self, name: str, event: object, environment: Mapping[str, str], strike: Strike | None
    ) -> Invocation:
        pipe, answers = self.process.stdin, self.process.stdout
        assert pipe
        assert answers
        asked = {"name": name, "event": event, "environment": environment}
        print(json.dumps({**asked, "strike": strike and vars(strike)}), file=pipe, flush=True)
        said = json.loads(answers.readline())
        return Invocation(name, tuple(said["calls"]), said["failed"], said["answer"])

    def stop(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def start_nursery(folder: Path, *planted: str) -> Nursery:
    """Starts it, with these bugs; compiled templates and its log go to the folder."""
    folder.mkdir()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing.nursery", str(folder), *planted],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout
    assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
    return Nursery(process)


@dataclass
class Functions:
    """One shop's functions. `environment` is the shop's; each is given its own part of it.

    `invocations` are those since `begin`.
    """

    nursery: Nursery
    environment: dict[str, str] = field(default_factory=dict)
    invocations: list[Invocation] = field(default_factory=list)
    aim: Aim | None = None
    _turn: Lock = field(default_factory=Lock)

    def begin(self, aim: Aim | None = None) -> None:
        """Counts from here on."""
        self.invocations.clear()
        self.aim = aim

    @property
    def struck(self) -> bool:
        """Whether what was aimed at has been reached."""
        return self.aim is not None and len(self.invocations) > self.aim.invocation

    def invoke(self, name: str, event: Mapping[str, object]) -> Any:
        """The handler's answer; `FunctionFailed` if it died or raised."""
        with self._turn:
            aim = self.aim
            strike = aim.strike if aim and aim.invocation == len(self.invocations) else None
            done = self.nursery.ask(name, event, self._given_to(name), strike)
            self.invocations.append(done)
        if done.failed:
            raise FunctionFailed(f"{name}: {done.failed}")
        return done.answer

    def _given_to(self, name: str) -> dict[str, str]:
        """What is set for a function, and no more; the merchant's command has everything."""
        needs = _NEEDS.get(name)
        return {
            key: value
            for key, value in self.environment.items()
            if needs is None or key in needs or key.startswith(_OUTSIDE)
        }
