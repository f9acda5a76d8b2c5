"""A release: everything that is published at one time, each file by the digest of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pelicart.quote import canonical
from pelicart_command.publishing.bucket import Served

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the site: SHA-256 and MD5 of its content, and how it is answered."""

    digest: str
    md5: str
    size: int
    served: Served


@dataclass(frozen=True, slots=True)
class Release:
    """`site` by path, `parts` of the publication by name, each as a digest; `at` in epoch seconds.

    `files` are those for sale: their names say what is in them, and they are never deleted.
    """

    rev: str
    build: str
    at: int
    by: str
    site: Mapping[str, Entry]
    parts: Mapping[str, str]
    files: tuple[str, ...]

    @property
    def digests(self) -> set[str]:
        """Of all that its blobs hold."""
        return {entry.digest for entry in self.site.values()} | {*self.parts.values()}

    def text(self) -> str:
        """As JSON; headers, which thousands of files share, stand once."""
        served = list(dict.fromkeys(entry.served for entry in self.site.values()))
        place = {one: number for number, one in enumerate(served)}
        data = {
            "version": VERSION,
            "rev": self.rev,
            "build": self.build,
            "at": self.at,
            "by": self.by,
            "parts": dict(self.parts),
            "files": list(self.files),
            "served": [[one.kind, one.cache] for one in served],
            "site": {
                path: [one.digest, one.md5, one.size, place[one.served]]
                for path, one in self.site.items()
            },
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def release_from(text: str | bytes) -> Release:
    """Inverse of `Release.text`; raises ValueError, KeyError or TypeError."""
    data: dict[str, Any] = json.loads(text)
    if data["version"] != VERSION:
        raise ValueError("of another version of pelicart")
    served = [Served(*one) for one in data["served"]]
    site = {
        path: Entry(digest, md5, size, served[place])
        for path, (digest, md5, size, place) in data["site"].items()
    }
    return Release(
        data["rev"], data["build"], data["at"], data["by"], site, data["parts"],
        tuple(data["files"]),
    )  # fmt: skip


def release_of(
    build: str, at: int, by: str, site: Mapping[str, Entry], parts: Mapping[str, str],
    files: tuple[str, ...],
) -> Release:  # fmt: skip
    """A release made now. Its name sorts by time, and ends with a digest of all of it."""
    told = {
        "site": {path: [e.digest, e.served.kind, e.served.cache] for path, e in site.items()},
        "parts": dict(parts),
        "files": sorted(files),
    }
    digest = hashlib.sha256(canonical(told).encode()).hexdigest()[:12]
    rev = f"{datetime.fromtimestamp(at, UTC):%Y%m%d-%H%M%S}-{digest}"
    return Release(rev, build, at, by, site, parts, files)


def same(one: str, other: str) -> bool:
    """Whether two releases of these names hold the same."""
    return one.rpartition("-")[2] == other.rpartition("-")[2]
