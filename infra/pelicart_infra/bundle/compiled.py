"""Packages with their modules compiled, for an interpreter that isn't this one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pelicart_infra.bundle import compiling
from pelicart_infra.bundle.archive import zipped
from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.wheels import Files, read_zip

_HERE = Path(compiling.__file__)


def compiled(files: Files, python: Path, cache: Path) -> dict[str, bytes]:
    """The code of the modules among these, by path; one package at a time, and kept.

    What is compiled leaves traces in an interpreter that can show in what it compiles next: so
    each package has one of its own, and comes out the same whatever else is built.
    """
    sources = {name: text for name, text in files.items() if name.endswith(".py")}
    kept = cache / f"{_digest(sources, python)}.zip"
    if kept.is_file():
        return read_zip(kept)
    made = _compile(sources, python)
    cache.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(zipped(made, 1))
    fresh.replace(kept)
    return made


def without_source(files: Files, code: Files) -> dict[str, bytes]:
    """The files with each module's code in its place."""
    rest = {name: content for name, content in files.items() if not name.endswith(".py")}
    return rest | {_beside(name): content for name, content in code.items()}


def _beside(name: str) -> str:
    """`a/b.pyc` for `a/__pycache__/b.cpython-313.pyc`: there it is found without its source."""
    folder, _, file = name.partition("__pycache__/")
    return f"{folder}{file.partition('.')[0]}.pyc"


def _digest(sources: Mapping[str, bytes], python: Path) -> str:
    digest = hashlib.sha256(f"{python.resolve()}".encode() + _HERE.read_bytes())
    for name in sorted(sources):
        digest.update(f"{name} {hashlib.sha256(sources[name]).hexdigest()}\n".encode())
    return digest.hexdigest()


def _compile(sources: Mapping[str, bytes], python: Path) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in sources.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        done = subprocess.run(  # noqa: S603  an interpreter of this machine
            [python, "-S", "-s", _HERE, folder],
            capture_output=True, text=True, check=False,
            env={"PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1"},
        )  # fmt: skip
        if done.returncode:
            raise NoBundle(f"{python} could not compile:\n{done.stderr.strip()}")
        found = Path(folder).rglob("*.pyc")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
