"""Which files of a package a function needs at run time."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

CUT = {
    "cffi": ("cffi/",),  # for builds; at run time its library is enough
    "stripe": (
        "stripe/params/",  # for type checkers
        "stripe/events/",  # of the interface's second version; ours are read as they come
    ),
}
"""Parts of a package that the functions never come to; tests run each bundle without them."""

_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_TESTS = frozenset({"test", "tests", "testing", "__pycache__"})
_NEVER = frozenset({".pyi", ".pyc", ".c", ".h", ".pxd", ".pyx", ".typed", ".exe"})


def wanted(package: str, path: str) -> bool:
    """Whether this file is shipped: code, what code reads, and licences."""
    file = PurePosixPath(path)
    top = file.parts[0]
    if top.endswith(".dist-info"):
        return bool(_LICENCE.search(file.name))
    if top.endswith(".data") or not _TESTS.isdisjoint(file.parts[:-1]):
        return False
    return file.suffix not in _NEVER and file.name != "py.typed" and not _cut(package, path)


def _cut(package: str, path: str) -> bool:
    return path.startswith(CUT.get(package, ()))
