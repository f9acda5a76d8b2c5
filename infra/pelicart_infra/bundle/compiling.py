"""Run by the interpreter of the functions: compiles the modules below a folder, in order of names.

`unchecked-hash`: the result depends on the source alone, and no time of a file is looked at.
"""

import py_compile
import sys
from pathlib import Path

AT = "/var/task"
"""Where Lambda unpacks a bundle: what tracebacks say."""


def main(folder: Path) -> None:
    """Leaves each module's code beside it, in `__pycache__`."""
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        py_compile.compile(
            str(path),
            dfile=f"{AT}/{name}",
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
