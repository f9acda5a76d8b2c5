"""The interpreter that a bundle is compiled with: Lambda can't keep what it compiles itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PLACES = (
    ".pyenv/versions/{python}.*/bin/python",
    ".local/share/uv/python/cpython-{python}*/bin/python",
)
"""Below the home folder; pyenv's own command answers only where a version was chosen."""

_ASK = """
import sys
print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sys.version_info[3])
"""


def interpreter(python: str) -> Path | None:
    """A released CPython of this version, such as 3.13; None if there is none on this machine."""
    return next((path for path in _candidates(python) if _is(path, python)), None)


def _candidates(python: str) -> Iterator[Path]:
    yield Path(sys.executable)
    if found := shutil.which(f"python{python}"):
        yield Path(found)
    for place in PLACES:
        yield from sorted(Path.home().glob(place.format(python=python)), reverse=True)
    for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"):
        yield Path(folder) / f"python{python}"


def _is(path: Path, python: str) -> bool:
    if not os.access(path, os.X_OK):
        return False
    done = subprocess.run(  # noqa: S603  an interpreter of this machine
        [path, "-I", "-S", "-c", _ASK], capture_output=True, text=True, check=False
    )
    return done.stdout.split() == ["cpython", python, "final"]
