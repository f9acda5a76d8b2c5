"""Reads a product's pictures: each must be there, and say in words what it shows."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from pelicart.reading import Reader


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a product; `file` is relative to the content folder."""

    file: str
    alt: str


def read_pictures(reader: Reader, path: str, content: Path) -> tuple[Picture, ...]:
    """The pictures below the key `images` of the product file at `path`; problems are noted."""
    pictures = []
    for one in reader.tables("images"):
        written, alt = one.text("file", required=True), one.text("alt")
        if not alt:
            remedy = "Say in a few words what the picture shows."
            one.problem(("alt",), "The picture has no alt text.", remedy)
        file = found(written, path, content)
        if written and not file:
            remedy = f"Put it beside the product file or below {content.name}/."
            one.problem(("file",), f"There is no picture {written}.", remedy)
        one.done()
        pictures.append(Picture(file, alt))
    return tuple(pictures)


def found(written: str, path: str, content: Path) -> str:
    """A file's place in the content folder: first beside the product at `path`, then from its top.

    Empty if there is none.
    """
    beside = [] if written.startswith("/") else [f"{posixpath.dirname(path)}/{written}"]
    for place in (*beside, written.lstrip("/")):
        file = posixpath.normpath(place)
        if not file.startswith("..") and (content / file).is_file():
            return file
    return ""
