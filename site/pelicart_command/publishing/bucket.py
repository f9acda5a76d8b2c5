"""What publishing asks of a bucket, be it of S3 or of a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

DELETED = 1000
"""Keys of one request that deletes."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object in a bucket; `etag` is the MD5 of its content, or something else."""

    key: str
    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class Served:
    """The headers that an object is answered with."""

    kind: str
    cache: str


class Bucket(Protocol):
    """Threads may share one. Raises `Denied`, `Unreachable` and `Missing`."""

    @property
    def name(self) -> str:
        """Its name, for requests that copy from it."""

    def put(self, key: str, content: bytes | Path, kind: str = "") -> None:
        """Stores an object, in place of one there may be."""

    def copy(self, origin: Bucket, key: str, to: str, served: Served) -> None:
        """Stores a copy of another bucket's object, without its bytes passing through here."""

    def read(self, key: str) -> bytes:
        """An object's content; `Missing`."""

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """The objects whose keys start so, in their order."""

    def delete(self, keys: Sequence[str]) -> None:
        """Deletes at most `DELETED` objects, be they there or not."""


class Cdn(Protocol):
    """What keeps copies of the site's pages."""

    def forget(self, paths: Sequence[str]) -> None:
        """Lets it ask anew for these, soon."""
