"""Puts scripts and styles of the plugin into the site: no page has one inline or from elsewhere.

No page needs them to work; the live templates name each by its address below
`{{ shop.base }}/pelicart/`.
"""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"
FOLDER = "pelicart"


def write_scripts(output: Path) -> None:
    """Copies every file of `static/` below `pelicart/` of the site, if it isn't there as it is."""
    folder = output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(STATIC.iterdir()):
        target, content = folder / file.name, file.read_bytes()
        if not (target.is_file() and target.read_bytes() == content):
            target.write_bytes(content)
