"""Puts scripts and styles of the plugin into the site: no page has one inline or from elsewhere.

No page needs them to work; the templates name each by its address below `/pelicart/`.
"""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
FOLDER = "pelicart"
_COMMENTS = re.compile(rb"^ *//.*\n|^ +|^\n", re.MULTILINE)


def write_scripts(output: Path) -> None:
    """Brings every file of `static/` below `pelicart/` of the site, if it isn't there as it is."""
    folder = output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(STATIC.iterdir()):
        target, content = folder / file.name, _lean(file)
        if not (target.is_file() and target.read_bytes() == content):
            target.write_bytes(content)


def _lean(file: Path) -> bytes:
    """A script without indents and lines of comment: none has text over several lines.

    Other files are as they are, and what begins with a licence: its digest is known.
    """
    content = file.read_bytes()
    plain = file.suffix == ".js" and not content.startswith(b"/*!")
    return _COMMENTS.sub(b"", content) if plain else content
