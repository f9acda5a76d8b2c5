"""What a check found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pelicart_command.checkup.patient import Patient

Level = Literal["ok", "warning", "WRONG"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says in a sentence what to do, unless all is well."""

    what: str
    level: Level = "ok"
    mend: str = ""

    def line(self) -> str:
        """As it is printed."""
        return f"{self.level:<8}{self.what}{': ' if self.mend else ''}{self.mend}"


def wrong(what: str, mend: str) -> Finding:
    """Something that shoppers or the merchant suffer from."""
    return Finding(what, "WRONG", mend)


def warning(what: str, mend: str) -> Finding:
    """Something that will go wrong, or can't be seen from here."""
    return Finding(what, "warning", mend)


def held(what: str, mend: str, *, well: bool) -> Finding:
    """Well, or wrong."""
    return Finding(what) if well else wrong(what, mend)


Check = Callable[["Patient"], Iterator[Finding]]
"""Yields what it finds; whatever it raises is a finding of its own, and stops no other check."""


@dataclass(frozen=True, slots=True)
class Group:
    """Checks under one heading; those of `deployed` need a shop on AWS."""

    title: str
    checks: tuple[Check, ...]
    deployed: bool = False
