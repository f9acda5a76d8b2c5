"""The table of what was tried and what came of it; a plugin of pytest, filled from its own run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PROPERTY = "hostile"
COLUMNS = ("input", "by", "tried", "findings", "slowest")

Row = Mapping[str, Any]


def row(
    kind: str, by: str, tried: int, findings: int = 0, slowest: float | None = None
) -> dict[str, Any]:
    """One line; `slowest` in CPU seconds. A test that fails is a finding by itself."""
    return {"input": kind, "by": by, "tried": tried, "findings": findings, "slowest": slowest}


def lines(rows: Sequence[Row]) -> list[str]:
    """The table in Markdown."""
    told = [[_cell(one[name]) for name in COLUMNS] for one in _merged(rows)]
    return [_line(COLUMNS), "|---" * len(COLUMNS) + "|", *map(_line, told)]


def _merged(rows: Sequence[Row]) -> list[Row]:
    """One row for each input and who tried it."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for one in rows:
        known = merged.setdefault((one["input"], one["by"]), {**one, "tried": 0, "findings": 0})
        for name in ("tried", "findings"):
            known[name] += one[name]
        known["slowest"] = max(filter(None, (known["slowest"], one["slowest"])), default=None)
    return list(merged.values())


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{1000 * value:.0f} ms"
        case int():
            return f"{value:,}"
    return str(value)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table of this run, if anything hostile was in it. What a test did is whole at its end."""
    stats = terminalreporter.stats
    failed = {one.nodeid for outcome in ("failed", "error") for one in stats.get(outcome, [])}
    rows = [
        {**value, "findings": int(report.nodeid in failed)}
        for outcome in ("", "error")
        for report in stats.get(outcome, [])
        if getattr(report, "when", "") == "teardown"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if not rows:
        return
    terminalreporter.write_line("")
    for line in lines(sorted(rows, key=lambda one: (one["by"], one["input"]))):
        terminalreporter.write_line(line)
