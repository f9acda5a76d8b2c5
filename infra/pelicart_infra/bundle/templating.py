"""Run by the interpreter of the functions: compiles live templates by the functions' own pages.

Arguments: the folder of the functions' packages, that of the templates, and where to leave them.
"""

import sys
from pathlib import Path


def main(code: str, templates: Path, into: Path) -> None:
    """Leaves each template's code under the name that jinja2 will ask for."""
    sys.path.insert(0, code)
    from jinja2 import BytecodeCache  # noqa: PLC0415  from the folder
    from jinja2.bccache import Bucket  # noqa: PLC0415

    from pelicart.pages import sandbox  # noqa: PLC0415

    class Kept(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            """None is known yet."""

        def dump_bytecode(self, bucket: Bucket) -> None:
            """Once for each."""
            (into / bucket.key).write_bytes(bucket.bytecode_to_string())

    sources = {
        path.relative_to(templates).as_posix(): path.read_text("utf-8")
        for path in sorted(templates.rglob("*.html"))
    }
    environment = sandbox(sources, Kept(), (str, lambda one, many, count: one if count else many))
    for name in sources:
        environment.get_template(name)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
