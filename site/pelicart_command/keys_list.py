"""`pelicart keys list`: which secrets there are, how old and by whom; never what they are."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from pelicart_command.keys_place import Place, find_place
from pelicart_command.keys_vault import Version
from pelicart_command.stopped import Stopped
from pelicart_command.words import when

HEAD = ("NAME", "VERSION", "AGE", "WRITTEN", "BY")
DAY = 86_400


def run(given: argparse.Namespace) -> int:
    """A table of all, 1 if one is missing; of one with NAME, each of its versions."""
    place = find_place(given)
    if given.name:
        return _one(place, given.name)
    rows, missing = [], 0
    for name in place.names:
        versions = place.vault.versions(name)
        missing += not versions
        rows.append(_row(name, versions[-1]) if versions else (name, "MISSING"))
    _print([HEAD, *rows])
    return 1 if missing else 0


def _one(place: Place, name: str) -> int:
    versions = place.vault.versions(name)
    if not versions:
        raise Stopped(f"no {place.vault.name(name)}; there may be: {', '.join(place.names)}")
    _print([HEAD, *(_row(name, one) for one in reversed(versions))])
    return 0


def _row(name: str, version: Version) -> tuple[str, ...]:
    days = (int(time.time()) - version.at) // DAY
    age = f"{days} day{'' if days == 1 else 's'}"
    return (name, str(version.number), age, when(version.at), version.by.rpartition(":")[2])


def _print(rows: Sequence[Sequence[str]]) -> None:
    full = [(*row, *[""] * (len(HEAD) - len(row))) for row in rows]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    for row in full:
        print("  ".join(map(str.ljust, row, widths)).rstrip())
