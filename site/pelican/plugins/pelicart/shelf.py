"""Reads every product file, as far as it changed, and checks the products against each other."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Entry, read_entry
from pelican.plugins.pelicart.manifest import Known, Manifest, Stamp, stamp_of
from pelican.plugins.pelicart.problems import Located
from pelican.plugins.pelicart.source import read_source
from pelicart.reading import Problem

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
    for path, stamp in sorted(_files(conf.content, conf.products, ignored)):
        reading.add(path, stamp)
    reading.check_pictures()
    reading.check_clashes()
    here = Path.cwd()
    content = conf.content.relative_to(here) if conf.content.is_relative_to(here) else conf.content
    problems = (replace(one, file=str(content / one.file)) for one in reading.problems)
    return Shelf(reading.known, tuple(problems))


def _files(content: Path, folder: str, ignored: Sequence[str]) -> Iterator[tuple[str, Stamp]]:
    try:
        found = list(os.scandir(content / folder))
    except FileNotFoundError:
        return
    for one in found:
        if any(fnmatch.fnmatch(one.name, pattern) for pattern in ignored):
            continue
        path = f"{folder}/{one.name}"
        if one.is_dir():
            yield from _files(content, path, ignored)
        elif one.name.endswith(EXTENSIONS):
            yield path, stamp_of(one.stat())


class _Reading:
    def __init__(self, conf: Conf, manifest: Manifest) -> None:
        self._conf, self._manifest = conf, manifest
        self.known: dict[str, Known] = {}
        self.problems: list[Located] = []
        self._kept: list[str] = []

    def add(self, path: str, stamp: Stamp) -> None:
        unchanged = self._manifest.unchanged(path, stamp)
        if unchanged:
            self._kept.append(path)
            self.known[path] = unchanged
            return
        content = (self._conf.content / path).read_bytes()
        fingerprint = hashlib.blake2b(content, digest_size=16).hexdigest()
        before = self._manifest.files.get(path)
        if before and before.fingerprint == fingerprint:
            self._kept.append(path)
            self.known[path] = Known(stamp, fingerprint, before.entry)
        else:
            self._read(path, stamp, fingerprint, content)

    def _read(self, path: str, stamp: Stamp, fingerprint: str, content: bytes) -> None:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as wrong:
            line = content[: wrong.start].count(b"\n") + 1
            self._note(path, line, "This is not UTF-8.", "Save the file as UTF-8.")
            return
        source = read_source(path, text, self.problems)
        if source:
            entry, problems = read_entry(source, self._conf)
            self.known[path] = Known(stamp, fingerprint, entry)
            self.problems += problems

    def check_pictures(self) -> None:
        """An unchanged file is read again, and so complains, if a picture of it is gone."""
        there: dict[str, bool] = {}
        for path in self._kept:
            known = self.known[path]
            for picture in known.entry.facts.pictures:
                if picture not in there:
                    there[picture] = (self._conf.content / picture).is_file()
                if not there[picture]:
                    content = (self._conf.content / path).read_bytes()
                    self._read(path, known.stamp, known.fingerprint, content)

    def check_clashes(self) -> None:
        skus: dict[str, str] = {}
        files: dict[str, str] = {}
        for path, known in self.known.items():
            facts = known.entry.facts
            for sku in facts.skus:
                other = skus.setdefault(sku, path)
                if other != path and sku:
                    what = f"The SKU {sku} is also in {self._named(other)}."
                    self._place(path, "sku", what, "Give one of them another.")
            other = files.setdefault(facts.save_as, path)
            if other != path and facts.title:
                what = f"Its address {facts.url} is also that of {self._named(other)}."
                self._place(path, "title", what, "Write slug: followed by another word.")
        for path, known in self.known.items():
            for sku in known.entry.facts.extras:
                if sku in skus:
                    what = f"The extra {sku} has the SKU of a product in {self._named(skus[sku])}."
                    self._place(path, "extras", what, "Give one of them another.")

    def _place(self, path: str, key: str, what: str, remedy: str) -> None:
        """Notes a problem at a key of a file that may not have been read in this run."""
        text = (self._conf.content / path).read_text("utf-8")
        source = read_source(path, text, [])
        if source:
            located = source.located(Problem((key,), what, remedy))
            self.problems.append(located)

    def _named(self, path: str) -> str:
        return f"{self._conf.content.name}/{path}"

    def _note(self, path: str, line: int, what: str, remedy: str) -> None:
        self.problems.append(Located(path, line, what, remedy))
