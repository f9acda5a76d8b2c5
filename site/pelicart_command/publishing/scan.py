"""What a build made, file by file, and whether site and publication belong together."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pelicart.errors import Misconfigured
from pelicart.publication import FILES, Publication, publication_from, read_parts
from pelicart_command.publishing.bucket import Served
from pelicart_command.publishing.errors import NotBuilt
from pelicart_command.publishing.release import Entry, Release, release_of
from pelicart_infra.headers import cache_control, content_type

MARK = ".well-known/pelicart.json"
"""Where the site tells its build id."""

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Built:
    """A build: its release, its publication, and where each blob is, by digest.

    `files` are those for sale, by the name they are published under.
    """

    release: Release
    publication: Publication
    blobs: Mapping[str, Path]
    files: Mapping[str, Path]


def scan(output: Path, folder: Path, at: int, by: str) -> Built:
    """The build in these folders of site and publication; `NotBuilt`."""
    try:
        parts = read_parts(folder)
        publication = publication_from(parts)
        marked = json.loads((output / MARK).read_bytes())["build"]
    except (OSError, ValueError, KeyError, Misconfigured) as wrong:
        raise NotBuilt(f"no whole build in {output} and {folder}: {wrong}. Build again") from wrong
    if not publication.build == publication.shop.get("build") == marked:
        raise NotBuilt(
            f"{output} and {folder} are of two builds ({marked} and {publication.build}). "
            "Build again, and let nothing else write there meanwhile"
        )
    site, blobs = {}, {}
    for name, path in _files(output):
        site[name] = entry = _entry(name, path)
        blobs[entry.digest] = path
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    blobs |= {digest: folder / name for name, digest in digests.items()}
    sold = sorted({one.digital for one in publication.products if one.digital})
    files = {name: folder / FILES / name for name in sold}
    if lost := [name for name, path in files.items() if not path.is_file()]:
        raise NotBuilt(f"{folder / FILES} lacks {lost[0]}, which is for sale. Build again")
    release = release_of(publication.build, at, by, site, digests, tuple(sold))
    return Built(release, publication, blobs, files)


def _files(output: Path) -> Iterator[tuple[str, Path]]:
    """The files of the site by their path in it; litter of desktops isn't sent."""
    for folder, folders, names in os.walk(output):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if name not in _LITTER and path.is_file():
                yield path.relative_to(output).as_posix(), path


def _entry(name: str, path: Path) -> Entry:
    sha, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    with path.open("rb") as file:
        while some := file.read(1 << 20):
            sha.update(some)
            md5.update(some)
            size += len(some)
    kind = content_type(name)
    return Entry(sha.hexdigest(), md5.hexdigest(), size, Served(kind, cache_control(kind, name)))
