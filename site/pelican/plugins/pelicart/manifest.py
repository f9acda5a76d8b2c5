"""What the last build read and wrote, so that an unchanged product costs a `stat`.

Two files below Pelican's CACHE_PATH: an index in JSON, and the longer texts, two lines for each
product in the order of the index. They are parsed only when their page is rendered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from pelican.plugins.pelicart.entry import Entry, Facts

Stamp = tuple[int, int]
"""Modification time in nanoseconds and size of a file."""

FORMAT = 1
_FACTS = attrgetter(*(one.name for one in fields(Facts)))

RACE = 2_000_000_000
"""A file changed this shortly before the manifest was made may have changed again since."""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return status.st_mtime_ns, status.st_size


@dataclass(frozen=True, slots=True)
class Known:
    """A product file as last read."""

    stamp: Stamp
    fingerprint: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Written:
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
        same = known is not None and known.stamp == stamp and stamp[0] < self.made - RACE
        return known if same else None

    def save(self, folder: Path) -> None:
        """Writes both files, the index last."""
        folder.mkdir(parents=True, exist_ok=True)
        texts = [text for one in self.files.values() for text in (one.entry.line, one.entry.record)]
        index = {
            "format": FORMAT,
            "key": self.key,
            "made": self.made,
            "tried": self.tried,
            "speech": self.speech,
            "texts": len(texts),
            "files": {path: _plain(known) for path, known in self.files.items()},
            "outputs": {path: [one.digest, *one.stamp] for path, one in self.outputs.items()},
        }
        _replace(folder / "pelicart.lines", "\n".join(texts))
        _replace(folder / "pelicart.json", json.dumps(index, separators=(",", ":")))


def load(folder: Path, key: str) -> Manifest:
    """The manifest of the last build; an empty one if there is none that fits these settings.

    Outputs are known whatever the settings were: they must be removed when no longer made.
    """
    try:
        index = json.loads((folder / "pelicart.json").read_text("utf-8"))
        texts = (folder / "pelicart.lines").read_text("utf-8").split("\n")
        if index["format"] != FORMAT or index["texts"] != len(texts) - (texts == [""]):
            return Manifest(key)
        outputs = {
            path: Written(one[0], (one[1], one[2])) for path, one in index["outputs"].items()
        }
        files = _known(index["files"], texts) if index["key"] == key else {}
        return Manifest(key, index["made"], files, outputs, index["tried"], index["speech"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Manifest(key)


def _plain(known: Known) -> list[object]:
    entry = known.entry
    return [*known.stamp, known.fingerprint, entry.digest, *_FACTS(entry.facts)]


def _known(files: Mapping[str, list[object]], texts: list[str]) -> dict[str, Known]:
    known = {}
    for place, (path, (mtime, size, fingerprint, digest, *facts)) in enumerate(files.items()):
        line, record = texts[2 * place], texts[2 * place + 1]
        entry = Entry(path, Facts(*facts), line, record, digest)  # type: ignore[arg-type]
        known[path] = Known((mtime, size), fingerprint, entry)  # type: ignore[arg-type]
    return known


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_text(text, "utf-8", newline="\n")
    fresh.replace(path)
