"""Small builds as files, without Pelican, and buckets in memory that break when told to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pelican.plugins.pelicart.locale_data import text_of
from pelicart.catalogue import Product, Variant
from pelicart.publication import Frame, page_data
from pelicart.quote import canonical
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write
from pelicart_command.publishing.bucket import Served, Stored
from pelicart_command.publishing.errors import Missing, Unreachable
from pelicart_command.publishing.place import Place
from pelicart_command.publishing.scan import Built, scan

ORIGIN = "https://shop.example"
FRAME = Frame(("<title>", "title", "</title>", "head", "<main>", "main", "</main>"))
TEXT = text_of("en", ("EUR",), [], [])
SHOP = {"currencies": ["EUR"], "languages": ["en"], "origin": ORIGIN}

MUG = Product(
    "MUG", "Mug", "/mug/", (Variant("MUG", {"EUR": 900}, stock_key="MUG"),), stock={"MUG": 3}
)
PEN = Product("PEN", "Pen", "/pen/", (Variant("PEN", {"EUR": 200}),))
SONG = Product("SONG", "Song", "/song/", (Variant("SONG", {"EUR": 100}),), digital="00ff-song.mp3")


def priced(product: Product, minor: int) -> Product:
    """The same at another price."""
    from dataclasses import replace  # noqa: PLC0415

    variants = tuple(replace(one, prices={"EUR": minor}) for one in product.variants)
    return replace(product, variants=variants)


def write_build(
    folder: Path, products: Sequence[Product], more: Mapping[str, str] | None = None, **shop: object
) -> tuple[Path, Path]:
    """Output and publication of these products; `more` are files of the site."""
    import shutil  # noqa: PLC0415

    output, publication = folder / "output", folder / "publication"
    for one in (output, publication):
        shutil.rmtree(one, ignore_errors=True)
    site = {
        f"{one.url.strip('/')}/index.html": f"<h1>{one.name}</h1>{one.line()}" for one in products
    }
    site |= {"index.html": "home", "look.css": "a{}", **(more or {})}
    pages = {
        "catalogue.jsonl": "".join(f"{one.line()}\n" for one in products),
        "pages/en.json": canonical(page_data(FRAME, TEXT)),
        "pages/live/cart.html": "{{ view }}",
    }
    settings = {**SHOP, **shop}
    build = hashlib.sha256(repr((pages, settings)).encode()).hexdigest()[:32]
    mark = json.dumps({"build": build})
    _write(output, {**site, ".well-known/pelicart.json": mark})
    shop_json = json.dumps({**settings, "build": build})
    _write(publication, {**pages, "shop.json": shop_json, "build.json": mark})
    _write(publication, {f"files/{one.digital}": "la la" for one in products if one.digital})
    return output, publication


def build(
    folder: Path, products: Sequence[Product], at: int = 1_800_000_000, **more: object
) -> Built:
    return scan(*write_build(folder, products, **more), at, "somebody@here")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


class Breaks:
    """Counts steps that change something, and stops the one after `after`, and all that follow."""

    def __init__(self) -> None:
        self.steps, self.after = 0, -1

    def step(self) -> None:
        if self.steps == self.after:
            raise Unreachable("told to")
        self.steps += 1


@dataclass
class FakeBucket:
    """A bucket in memory."""

    name: str
    breaks: Breaks = field(default_factory=Breaks)
    objects: dict[str, tuple[bytes, Served]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def put(self, key: str, content: bytes | Path, kind: str = "") -> None:
        self.breaks.step()
        content = content.read_bytes() if isinstance(content, Path) else content
        self.objects[key] = content, Served(kind, "")
        self.log.append(f"put {key}")

    def copy(self, origin: FakeBucket, key: str, to: str, served: Served) -> None:
        self.breaks.step()
        self.objects[to] = origin.read(key), served
        self.log.append(f"copy {to}")

    def read(self, key: str) -> bytes:
        if key not in self.objects:
            raise Missing(key)
        return self.objects[key][0]

    def list(self, prefix: str = "") -> Iterator[Stored]:
        for key, (content, _) in sorted(self.objects.items()):
            if key.startswith(prefix):
                md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
                yield Stored(key, len(content), md5)

    def delete(self, keys: Sequence[str]) -> None:
        self.breaks.step()
        for key in keys:
            self.objects.pop(key, None)
            self.log.append(f"delete {key}")


@dataclass
class FakeCdn:
    breaks: Breaks
    forgotten: list[tuple[str, ...]] = field(default_factory=list)

    def forget(self, paths: Sequence[str]) -> None:
        self.breaks.step()
        self.forgotten.append(tuple(paths))


class BreakingStore:
    """A store in memory whose writes are steps, too; those of the lease are none."""

    def __init__(self, store: MemoryStore, breaks: Breaks) -> None:
        self._store, self._breaks = store, breaks
        self.read, self.query = store.read, store.query
        self.written: list[str] = []

    def write(self, write: Write) -> object:
        if write.key != "PUBLISHING":
            self._breaks.step()
            self.written.append(write.key)
        return self._store.write(write)

    def write_all(self, writes: Sequence[Write]) -> None:
        self._breaks.step()
        self._store.write_all(writes)


@dataclass
class FakePlace:
    """A place in memory; `breaks` counts every step that changes it."""

    breaks: Breaks = field(default_factory=Breaks)
    memory: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.store = BreakingStore(self.memory, self.breaks)
        self.site, self.files, self.releases = (
            FakeBucket(name, self.breaks) for name in ("site", "files", "releases")
        )
        self.cdn = FakeCdn(self.breaks)

    @property
    def place(self) -> Place:
        opened: Callable[[], BreakingStore] = lambda: self.store  # noqa: E731
        return Place(
            opened,
            self.site,
            self.files,
            self.releases,
            self.cdn,
            "somebody@here",
            "staging",
            workers=1,
        )

    @property
    def shown(self) -> dict[str, tuple[bytes, Served]]:
        return dict(self.site.objects)

    @property
    def table(self) -> dict[str, dict[str, object]]:
        return self.memory.snapshot()
