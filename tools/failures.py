"""Writes docs/failures.md from tests/failures.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROWS, PAGE = ROOT / "tests/failures.toml", ROOT / "docs/failures.md"
AREAS = {
    "payments": "Payments",
    "stock": "Stock, prices and money",
    "infrastructure": "Below the shop",
    "web": "From the web",
}
HEAD = """# Failures

What can go wrong in a shop, what must happen then, and the tests that hold it. This page is made
of `tests/failures.toml` by `python -m tools.failures`; a test fails if a row has no test, if a test
named here isn't there, or if this page is old. How the tests that try everything at once work is
told in [Proofs](proofs.md).
"""


def rows() -> list[dict[str, Any]]:
    """Every row as written."""
    found: list[dict[str, Any]] = tomllib.loads(ROWS.read_text("utf-8"))["row"]
    return found


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_tables()])


def _tables() -> Iterator[str]:
    for area, title in AREAS.items():
        yield f"## {title}\n"
        yield "| # | what goes wrong | what must happen | held by |"
        yield "|---|---|---|---|"
        yield from (_line(row) for row in rows() if row["area"] == area)
        yield ""


def _line(row: dict[str, Any]) -> str:
    must = row.get("behaviour") or f"*Does not apply.* {row['why_not']}"
    tests = "<br>".join(map(_link, row.get("tests", ())))
    return f"| {row['number']} | {row['failure']} | {must} | {tests} |"


def _link(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{file})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(f"{len(rows())} rows in {PAGE.relative_to(ROOT)}")
