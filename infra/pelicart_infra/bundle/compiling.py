"""Run by the interpreter of the functions: compiles the modules below a folder, in order of names.

The code is used unchecked: it depends on the source alone, and no time of a file is looked at.
"""

import __future__

import importlib.util
import marshal
import sys
from pathlib import Path

AT = "/var/task"
"""Where Lambda unpacks a bundle: what tracebacks say."""

UNCHECKED = 0b01
"""Flags of PEP 552: compared by hash, and not even that."""

POSTPONED = frozenset({"stripe"})
"""Packages that never look at their annotations, and spend half their import on building them:
compiled as if each module said `from __future__ import annotations` (PEP 563)."""


def code_of(source: bytes, name: str) -> bytes:
    """What goes into the .pyc of this module."""
    postponed = name.partition("/")[0] in POSTPONED
    flags = __future__.annotations.compiler_flag if postponed else 0
    code = compile(source, f"{AT}/{name}", "exec", flags, dont_inherit=True)
    head = importlib.util.MAGIC_NUMBER + UNCHECKED.to_bytes(4, "little")
    return head + importlib.util.source_hash(source) + marshal.dumps(code)


def main(folder: Path) -> None:
    """Leaves each module's code beside it, in `__pycache__`."""
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        made = Path(importlib.util.cache_from_source(str(path)))
        made.parent.mkdir(exist_ok=True)
        made.write_bytes(code_of(path.read_bytes(), name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
