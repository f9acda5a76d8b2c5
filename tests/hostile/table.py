"""The table of what was tried and what came of it; a plugin of pytest, filled from its own run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PROPERTY = "hostile"
COLUMNS = ("input", "by", "tried", "accepted in error", "5xx", "crashes", "canaries", "slowest")

Row = Mapping[str, Any]


def row(kind: str, by: str, tried: int, **found: float) -> dict[str, Any]:
    """One line: what isn't named was looked for and not found; `slowest` in CPU seconds.

    Leave out with None what wasn't looked for.
    """
    nothing = dict.fromkeys(("accepted in error", "5xx", "crashes", "canaries"), 0)
    return {"input": kind, "by": by, "tried": tried, **nothing, "slowest": None, **found}


def lines(rows: Sequence[Row]) -> list[str]:
    """The table in Markdown."""
    told = [[_cell(one[name]) for name in COLUMNS] for one in rows]
    return [_line(COLUMNS), "|---" * len(COLUMNS) + "|", *map(_line, told)]


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
