"""What the plan allows, beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so much of something."""

    most: float
    of: str = ""


def told(figure: float, budget: Budget, form: str = ".2f") -> str:
    """The figure, what it may be at most, and whether it is."""
    verdict = "met" if figure <= budget.most else "NOT MET"
    allowed = " ".join(filter(None, (f"{budget.most:{form}}", budget.of)))
    return f"{figure:{form}} (at most {allowed}: {verdict})"
