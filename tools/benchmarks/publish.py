"""Publishing, into buckets and a table in memory: our own seconds, and what is asked of AWS."""

# ruff: noqa: D101, D102  buckets and stores as their protocols say

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pelicart.store.memory import MemoryStore
from pelicart.writes import Item, Write
from pelicart_command.publishing.bucket import Bucket, Served, Stored
from pelicart_command.publishing.errors import Missing
from pelicart_command.publishing.looking import Wishes
from pelicart_command.publishing.place import Place
from pelicart_command.publishing.running import publish
from pelicart_command.publishing.scan import scan
from tools.catalogue import write

ROOT = Path(__file__).parents[2]
PELICAN = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q"]
ASKED = ("put", "copy", "read", "list", "delete", "table read", "table write", "CDN")


@dataclass
class Asked:
    """Counts what is asked for, whichever thread asks; each answer takes `wait` seconds."""

    wait: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def __call__(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1
        if self.wait:
            time.sleep(self.wait)


@dataclass
class InMemory:
    """A `Bucket`; of what it holds it keeps digests alone, and content where it is read again."""

    name: str
    asked: Asked
    objects: dict[str, tuple[bytes, str, int]] = field(default_factory=dict)

    def put(self, key: str, content: bytes | Path, kind: str = "") -> None:  # noqa: ARG002
        self.asked("put")
        held = content.read_bytes() if isinstance(content, Path) else content
        md5 = hashlib.md5(held, usedforsecurity=False).hexdigest()
        read_again = len(held) if self.name == "releases" else 0
        self.objects[key] = held[:read_again], md5, len(held)

    def copy(self, origin: Bucket, key: str, to: str, served: Served) -> None:  # noqa: ARG002
        self.asked("copy")
        assert isinstance(origin, InMemory)
        self.objects[to] = b"", *origin.objects[key][1:]

    def read(self, key: str) -> bytes:
        self.asked("read")
        if key not in self.objects:
            raise Missing(key)
        return self.objects[key][0]

    def list(self, prefix: str = "") -> Iterator[Stored]:
        there = sorted(key for key in self.objects if key.startswith(prefix))
        for number, key in enumerate(there):
            if number % 1000 == 0:
                self.asked("list")
            yield Stored(key, self.objects[key][2], self.objects[key][1])

    def delete(self, keys: Sequence[str]) -> None:
        self.asked("delete")
        for key in keys:
            self.objects.pop(key, None)


@dataclass
class CountedStore:
    """A `Store` in memory."""

    inner: MemoryStore
    asked: Asked

    def read(self, keys: Sequence[str]) -> dict[str, Item]:
        self.asked("table read")
        return self.inner.read(keys)

    def write(self, write: Write) -> Item:
        self.asked("table write")
        return self.inner.write(write)

    def write_all(self, writes: Sequence[Write]) -> None:
        self.asked("table write")
        self.inner.write_all(writes)

    query = MemoryStore.query


@dataclass
class CountedCdn:
    asked: Asked

    def forget(self, paths: Sequence[str]) -> None:  # noqa: ARG002
        self.asked("CDN")


def run(products: int = 1000, wait: float = 0.0) -> None:
    """Prints what a first publish takes, one of nothing new, and one after a price changed."""
    asked = Asked(wait)
    site, files, releases = (InMemory(name, asked) for name in ("site", "files", "releases"))
    store = CountedStore(MemoryStore(), asked)
    place = Place(lambda: store, site, files, releases, CountedCdn(asked), "bench")
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        write(Path(folder), products)
        shop = Path(folder) / "shop"
        _built(shop)
        total = sum(1 for path in (shop / "output").rglob("*") if path.is_file())
        print(
            f"\nPublishing {products:,} products, {total:,} files; each answer {wait * 1000:g} ms"
        )
        print(f"{'':24}{'CPU s':>7}{'wall s':>8}" + "".join(f"{one:>13}" for one in ASKED))
        _row("first", shop, place, asked)
        _row("nothing changed", shop, place, asked)
        file = shop / "content" / "products" / "7.md"
        file.write_text(re.sub("price: .*", "price: 77.77 EUR", file.read_text("utf-8"), count=1))
        _built(shop)
        _row("one price changed", shop, place, asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Most memory: {peak:.0f} MB, of it {_held(releases):.0f} MB the imitated bucket's")


def _row(name: str, shop: Path, place: Place, asked: Asked) -> None:
    asked.counts.clear()
    wall, cpu = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        made = scan(shop / "output", shop / "publication", int(time.time()), "bench")
        publish(place, made, Wishes())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    counts = "".join(f"{asked.counts[one]:>13,}" for one in ASKED)
    print(f"{name:24}{cpu:7.1f}{wall:8.1f}{counts}")


def _held(bucket: InMemory) -> float:
    return sum(len(content) for content, _, _ in bucket.objects.values()) / 2**20


def _built(shop: Path) -> None:
    subprocess.run(PELICAN, cwd=shop, check=True, capture_output=True)  # noqa: S603
