"""What the last build read and wrote, so that an unchanged product costs a `stat`.

One file below Pelican's CACHE_PATH, each line of it JSON: a head, and two lines for each product,
its row and its catalogue line. The latter is parsed only when a page of the product is rendered,
and both are written again as they were read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from operator import is_
from pathlib import Path
from typing import Any, NamedTuple

from pelican.plugins.pelicart.entry import Entry, Facts

Stamp = tuple[int, int]
"""Modification time in nanoseconds and size of a file."""

FILE = "pelicart.jsonl"
FORMAT = 4

RACE = 2_000_000_000
"""A file changed this shortly before the manifest was made may have changed again since."""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return status.st_mtime_ns, status.st_size


class Known(NamedTuple):
    """A product file as last read; `row` is all but the texts of the entry, as JSON."""

    stamp: Stamp
    fingerprint: str
    entry: Entry
    row: bytes


class Written(NamedTuple):
    """A file of the output as last written; `digest` is of all that went into it."""

    digest: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Manifest:
    """`key` tells under which settings the files were read; `made` is in nanoseconds.

    `tried` is a digest of the live templates that passed their samples, and of all they had;
    `speech` is `Speech.as_data`.
    """

    key: str = ""
    made: int = 0
    files: Mapping[str, Known] = field(default_factory=dict)
    outputs: Mapping[str, Written] = field(default_factory=dict)
    tried: str = ""
    speech: Mapping[str, Any] = field(default_factory=dict)

    def unchanged(self, path: str, stamp: Stamp) -> Known | None:
        """The file as known if its stamp shows that it is the same."""
        known = self.files.get(path)
        same = known is not None and known.stamp == stamp and self.believes(stamp)
        return known if same else None

    def believes(self, stamp: Stamp) -> bool:
        """Whether a file of this stamp, if it was read, can't have changed since."""
        return stamp[0] < self.made - RACE

    def serves_for(self, other: Manifest) -> bool:
        """Whether the next build would find the same in this one: no file was read since."""
        return (
            (self.key, self.tried) == (other.key, other.tried)
            and self.speech.get("key") == other.speech.get("key")
            and _same(self.files, other.files)
            and _same(self.outputs, other.outputs)
        )

    def save(self, folder: Path) -> None:
        """Replaces the manifest in this folder."""
        folder.mkdir(parents=True, exist_ok=True)
        head = {
            "format": FORMAT,
            "key": self.key,
            "made": self.made,
            "tried": self.tried,
            "speech": self.speech,
            "products": len(self.files),
            "outputs": {path: [one.digest, *one.stamp] for path, one in self.outputs.items()},
        }
        products = ((one.row, one.entry.line) for one in self.files.values())
        fresh = folder / f"{FILE}.new"
        with fresh.open("wb") as file:
            file.write(json.dumps(head, separators=(",", ":")).encode())
            file.writelines(b"\n" + text for text in chain.from_iterable(products))
        fresh.replace(folder / FILE)


def load(folder: Path, key: str) -> Manifest:
    """The manifest of the last build; an empty one if there is none that fits these settings.

    Outputs are known whatever the settings were: they must be removed when no longer made.
    """
    try:
        first, *texts = (folder / FILE).read_bytes().split(b"\n")
        head = json.loads(first)
        if head["format"] != FORMAT or 2 * head["products"] != len(texts):
            return Manifest(key)
        outputs = {
            path: Written(digest, (mtime, size))
            for path, (digest, mtime, size) in head["outputs"].items()
        }
        files = _known(texts) if head["key"] == key else {}
        return Manifest(head["key"], head["made"], files, outputs, head["tried"], head["speech"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Manifest(key)


def known_of(path: str, stamp: Stamp, fingerprint: str, entry: Entry) -> Known:
    """A file that was just read, or whose stamp has changed."""
    row = json.dumps([path, *stamp, fingerprint, entry.digest, *entry.facts], separators=(",", ":"))
    return Known(stamp, fingerprint, entry, row.encode())


def _known(texts: list[bytes]) -> dict[str, Known]:
    rows = texts[::2]
    known = {}
    parsed = json.loads(b"[" + b",".join(rows) + b"]")
    for row, line, values in zip(rows, texts[1::2], parsed, strict=True):
        path, mtime, size, fingerprint, digest, *facts = values
        entry = Entry(path, Facts._make(facts), line, None, digest, None)
        known[path] = Known((mtime, size), fingerprint, entry, row)
    return known


def _same(ours: Mapping[str, object], others: Mapping[str, object]) -> bool:
    """What was merely found again is the same object."""
    return len(ours) == len(others) and all(map(is_, ours.values(), map(others.get, ours)))
