"""Which addresses the CDN must forget when files of the site changed."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

MOST = 100
"""Paths of one invalidation: the first 1,000 of a month are free, and ten publishes fit in."""

ALL = "/*"
INDEX = "index.html"

_PLAIN = "/-_.~!*'()"


def paths_of(files: Iterable[str]) -> list[str]:
    """Paths to forget for these files, each under all its addresses; one for all if too many."""
    paths: dict[str, None] = {}
    for file in files:
        paths |= dict.fromkeys(_addresses(file))
        if len(paths) > MOST:
            return [ALL]
    return list(paths)


def _addresses(file: str) -> list[str]:
    """`x/index.html` is asked for as /x/ and as /x, too."""
    path = f"/{quote(file, _PLAIN)}"
    if file != INDEX and not file.endswith(f"/{INDEX}"):
        return [path]
    folder = path.removesuffix(INDEX)
    return [folder, path, *([folder.rstrip("/")] if folder != "/" else [])]
