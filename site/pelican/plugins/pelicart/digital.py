"""Files for sale: found, named by what is in them, and handed to the publication, never the site.

The name lasts: who bought a file gets what it was then, whatever stands in its place by now.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pelican.plugins.pelicart.conf import Conf
from pelican.plugins.pelicart.entry import Facts
from pelican.plugins.pelicart.manifest import Stamp, stamp_of
from pelican.plugins.pelicart.pictures import found
from pelican.plugins.pelicart.problems import Located, stop
from pelicart.publication import FILES
from pelicart.reading import Reader

LONGEST = 80
"""Characters of a name that are kept, besides its ending."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Digital(NamedTuple):
    """A file for sale; `path` below the content folder, `name` as published, `stamp` when read."""

    path: str
    name: str
    stamp: Stamp


def digital_of(facts: Facts) -> Digital | None:
    """The file that an entry sells."""
    if not facts.digital:
        return None
    path, name, changed, size = facts.digital
    return Digital(path, name, (changed, size))


def read_digital(reader: Reader, written: str, path: str, content: Path) -> Digital | None:
    """The file that a product file at `path` names; None, with a problem, if it isn't there."""
    if not written or ".." in written.split("/"):
        return None  # the latter was noted when it was read
    file = found(written, path, content)
    if not file:
        remedy = f"Put it beside the product file or below {content.name}/."
        reader.problem(("digital",), f"There is no file {written}.", remedy)
        return None
    stamp = stamp_of((content / file).stat())
    return Digital(file, f"{_digest(content / file)}-{safe_name(file)}", stamp)


def safe_name(path: str) -> str:
    """The file's name in letters, digits, dots and dashes, which every system and header takes."""
    file = PurePosixPath(path)
    stem, ending = _safe(file.stem)[:LONGEST], _safe(file.suffix)[:16]
    return f"{stem or 'file'}{f'.{ending}' if ending else ''}"


def _safe(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", plain).strip(".-")


def publish_files(files: Iterable[Digital], conf: Conf) -> None:
    """Copies what the publication hasn't yet; what it has stays there, for those who bought it."""
    folder = conf.publication / FILES
    for file in files:
        if (folder / file.name).is_file():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        half = folder / f".{file.name}.new"
        shutil.copyfile(conf.content / file.path, half)
        if not file.name.startswith(_digest(half)):
            half.unlink()
            what = "It was changed while the shop was built."
            stop([Located(conf.named(file.path), 1, what, "Build again.")])
        half.replace(folder / file.name)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:32]
