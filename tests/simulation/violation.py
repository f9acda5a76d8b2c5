from __future__ import annotations


class Violation(AssertionError):
    """An invariant was broken: `rule` names it, the text says how."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule
        self.lines: list[str] = []
