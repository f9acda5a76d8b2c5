"""Something that must never be, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """`kind` is one word of the list in docs/commands.md, `where` an order's number or a key."""

    kind: str
    where: str
    said: str
    mend: str

    def line(self) -> str:
        """As it is printed."""
        return f"{self.kind:<9} {self.where}: {self.said}. {self.mend}"
