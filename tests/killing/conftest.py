from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest
from tests.killing.enumeration import Tally
from tests.killing.functions import start_nursery
from tests.killing.opening import opened
from tests.killing.world import World
from tests.promises.kinds import KINDS

COLUMNS = ("requests", "points", "runs", "disagreements")

WorldOf = Callable[[str], World]


@pytest.fixture(scope="session")
def world_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorldOf]:
    """A shop paid by this module, opened once."""
    folder = tmp_path_factory.mktemp("killing")
    with ExitStack() as open_now:
        process = start_nursery(folder / "functions")
        open_now.callback(process.stop)

        @cache
        def world(name: str) -> World:
            return open_now.enter_context(opened(name, KINDS.get(name), process, folder))

        yield world


@pytest.fixture
def noted(request: pytest.FixtureRequest) -> Callable[[Tally], None]:
    """Keeps what a walk amounted to, for the table."""

    def note(tally: Tally) -> None:
        numbers = (tally.requests, tally.points, tally.runs, len(tally.wrong))
        request.node.user_properties.append(("killed", [tally.provider, *numbers]))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was struck in this run, by payment module."""
    rows: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "killed":
                    provider, *numbers = value
                    rows.setdefault(provider, Counter()).update(
                        dict(zip(COLUMNS, numbers, strict=True))
                    )
    if rows and terminalreporter.config.getoption("verbose") >= 0:
        _print(terminalreporter, rows)


def _print(reporter: Any, rows: dict[str, Counter[str]]) -> None:
    rows["all"] = sum(rows.values(), Counter())
    reporter.write_line("")
    reporter.write_line("| module | requests | I/O points | runs | disagreements |")
    reporter.write_line("|---|---:|---:|---:|---:|")
    for name, row in rows.items():
        reporter.write_line(f"| {name} | " + " | ".join(str(row[c]) for c in COLUMNS) + " |")
