"""The table of what was tried and what came of it; a plugin of pytest, filled from its own run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PROPERTY = "hostile"
COLUMNS = ("input", "by", "tried", "accepted in error", "5xx", "crashes", "canaries", "slowest")

NOTHING = {"accepted in error": 0, "5xx": 0, "crashes": 0, "canaries": 0}

Row = Mapping[str, Any]


def row(kind: str, by: str, tried: int, **found: float) -> dict[str, Any]:
    """One line: what isn't named was looked for and not found; `slowest` in CPU seconds."""
    return {"input": kind, "by": by, "tried": tried, **NOTHING, "slowest": None, **found}


def lines(rows: Sequence[Row]) -> list[str]:
    """The table in Markdown."""
    told = [[_cell(one[name]) for name in COLUMNS] for one in _merged(rows)]
    return [_line(COLUMNS), "|---" * len(COLUMNS) + "|", *map(_line, told)]


def _merged(rows: Sequence[Row]) -> list[Row]:
    """One row for each input and who tried it."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for one in rows:
        known = merged.setdefault((one["input"], one["by"]), {**one, "tried": 0, **NOTHING})
        for name in ("tried", *NOTHING):
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
    """The table of this run, if anything hostile was in it."""
    rows = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY
    ]
    if not rows:
        return
    terminalreporter.write_line("")
    for line in lines(sorted(rows, key=lambda one: (one["by"], one["input"]))):
        terminalreporter.write_line(line)
