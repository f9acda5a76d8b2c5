"""Reads every product file, as far as it changed, and checks the products against each other."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os.path import normcase
from pathlib import Path

from pelican.plugins.pelicart.clashes import find_clashes
from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.digital import digital_of
from pelican.plugins.pelicart.entry import Entry
from pelican.plugins.pelicart.exposed import exposed_by_settings
from pelican.plugins.pelicart.manifest import Known, Manifest, Stamp, known_of, stamp_of
from pelican.plugins.pelicart.problems import Located

EXTENSIONS = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Shelf:
    """All products by path, and every problem of the files."""

    known: dict[str, Known]
    problems: tuple[Located, ...]

    @property
    def entries(self) -> list[Entry]:
        """The products in the order of their paths."""
        return [known.entry for known in self.known.values()]


def read_shelf(conf: Conf, manifest: Manifest, ignored: Sequence[str]) -> Shelf:
    """The products below the product folder; files that stayed the same aren't read again."""
    reading = _Reading(conf, manifest)
    skipped = re.compile("|".join(map(fnmatch.translate, map(normcase, ignored))) or r"(?!)")
    for path, stamp in sorted(_files(conf.content, conf.products, skipped)):
        reading.add(path, stamp)
    reading.check_files()
    entries = [known.entry for known in reading.known.values()]
    reading.problems += find_clashes(entries, conf)
    reading.problems += exposed_by_settings(entries, conf, skipped)
    problems = tuple(replace(one, file=conf.named(one.file)) for one in reading.problems)
    return Shelf(reading.known, problems)


def _files(content: Path, folder: str, skipped: re.Pattern[str]) -> Iterator[tuple[str, Stamp]]:
    try:
        found = list(os.scandir(content / folder))
    except FileNotFoundError:
        return
    for one in found:
        if skipped.match(normcase(one.name)):
            continue
        path = f"{folder}/{one.name}"
        if one.is_dir():
            yield from _files(content, path, skipped)
        elif one.name.endswith(EXTENSIONS):
            yield path, stamp_of(one.stat())


class _Reading:
    def __init__(self, conf: Conf, manifest: Manifest) -> None:
        self._conf, self._manifest = conf, manifest
        self.known: dict[str, Known] = {}
        self.problems: list[Located] = []
        self._kept: list[str] = []

    def add(self, path: str, stamp: Stamp) -> None:
        """Takes the file from the manifest if it is the same by its stamp or its content."""
        unchanged = self._manifest.unchanged(path, stamp)
        if unchanged:
            self._kept.append(path)
            self.known[path] = unchanged
            return
        content = _content(f"{self._conf.content}/{path}")
        fingerprint = hashlib.blake2b(content, digest_size=16).hexdigest()
        before = self._manifest.files.get(path)
        if before and before.fingerprint == fingerprint:
            self._kept.append(path)
            self.known[path] = known_of(path, stamp, fingerprint, before.entry)
        else:
            self._read(path, stamp, fingerprint, content)

    def _read(self, path: str, stamp: Stamp, fingerprint: str, content: bytes) -> None:
        from pelican.plugins.pelicart.product_file import (  # noqa: PLC0415  YAML and Markdown
            read_product_file,
        )

        entry = read_product_file(path, content, self._conf, self.problems)
        if entry:
            self.known[path] = known_of(path, stamp, fingerprint, entry)

    def check_files(self) -> None:
        """An unchanged file is read again if a picture of it is gone, or what it sells is new."""
        there: dict[str, bool] = {}
        for path in self._kept:
            known = self.known[path]
            pictures = known.entry.facts.pictures
            for picture in pictures:
                if picture not in there:
                    there[picture] = (self._conf.content / picture).is_file()
            if not (all(map(there.get, pictures)) and self._sells_the_same(known.entry)):
                content = (self._conf.content / path).read_bytes()
                self._read(path, known.stamp, known.fingerprint, content)

    def _sells_the_same(self, entry: Entry) -> bool:
        digital = digital_of(entry.facts)
        if not digital:
            return True
        file = self._conf.content / digital.path
        same = file.is_file() and stamp_of(file.stat()) == digital.stamp
        return same and self._manifest.believes(digital.stamp)


def _content(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  one of thousands
        return file.readall()
