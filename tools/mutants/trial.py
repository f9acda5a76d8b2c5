"""One wrong on trial: the module's tests in a process of their own, with the spoilt source."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

LONGEST = 1800
"""Seconds after which a child is ended that only waits: one that runs for long is by its CPU time,
which doesn't hang on what else the machine does."""


@dataclass(frozen=True, slots=True)
class Spoilt(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Brings one module with another source."""

    module: str
    source: str
    path: Path

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of our module alone."""
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        """As Python does."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Runs the spoilt source."""
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)  # noqa: S102  its purpose


def begin(spoilt: Spoilt, tests: Sequence[str], seconds: int = LONGEST) -> int:
    """Starts a child that runs the tests for so many CPU seconds at most; its process id."""
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silent, descriptor)
    code = 3
    try:
        code = _run(spoilt, tests)
    finally:
        os._exit(code)


def _run(spoilt: Spoilt, tests: Sequence[str]) -> int:
    import pytest  # noqa: PLC0415  in the parent already
    from hypothesis import settings  # noqa: PLC0415  as above

    settings.register_profile("mutants", max_examples=25, deadline=None, derandomize=True)
    settings.load_profile("mutants")
    sys.meta_path.insert(0, spoilt)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow"]
    options += ["--assert=plain"]  # nothing to rewrite, and what was imported before is no matter
    return int(pytest.main([*options, *tests]))


def ended(child: int, begun: float) -> tuple[int, float] | None:
    """Exit code and CPU seconds; None while it runs. One that was stopped counts as noticed."""
    pid, status, used = os.wait4(child, os.WNOHANG)
    if not pid and time.monotonic() - begun < LONGEST:
        return None
    if not pid:
        os.killpg(child, signal.SIGKILL)
        _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
