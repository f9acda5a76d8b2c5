"""docs/failures.md: every failure has its tests, and they are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.failures import AREAS, PAGE, page, rows

ROOT = Path(__file__).parents[2]
MOST_THAT_DO_NOT_APPLY = 2
named = pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["number"]))


def test_there_are_sixty_four_of_them_in_their_order():
    assert [row["number"] for row in rows()] == list(range(1, 65))
    assert {row["area"] for row in rows()} == AREAS.keys()


@named
def test_a_failure_has_a_test_or_says_why_it_needs_none(row):
    assert bool(row.get("tests")) != bool(row.get("why_not"))
    assert bool(row.get("behaviour")) == bool(row.get("tests"))


@named
def test_its_tests_are_there(row):
    for test in row.get("tests", ()):
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), test


def test_hardly_any_does_not_apply():
    assert sum("why_not" in row for row in rows()) <= MOST_THAT_DO_NOT_APPLY


def test_the_page_says_what_the_rows_say():
    assert PAGE.read_text("utf-8") == page(), "run: python -m tools.failures"
