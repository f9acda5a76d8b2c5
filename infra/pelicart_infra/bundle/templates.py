"""The shop's live templates, compiled for the functions that render them."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from pelicart_infra.bundle import templating
from pelicart_infra.bundle.errors import NoBundle
from pelicart_infra.bundle.wheels import Files

RENDERS = "pelicart.pages"
"""The module whose presence says that a function renders."""

INTO = "pelicart/compiled_templates"
_OWN = "pelican/plugins/pelicart/templates"


def own_templates(root: Path) -> Path:
    """The folder of the plugin's own, beside the functions: in a checkout, or installed."""
    for beside in (root.parent / "site", root):
        if (beside / _OWN).is_dir():
            return beside / _OWN
    raise NoBundle("the live templates are missing:  pip install 'pelicart[site]'")


def published_templates(publication: Path) -> Path:
    """The folder of those that a build published; a theme may have some of its own."""
    folder = publication / "pages"
    if not (folder / "live").is_dir():
        raise NoBundle(f"nothing was published in {publication}: run  pelican content")
    return folder


def compiled_templates(code: Files, templates: Path, python: Path) -> dict[str, bytes]:
    """Files of a bundle; `code` are the functions' own and what they render with, as sources."""
    with tempfile.TemporaryDirectory() as folder:
        at, into = Path(folder) / "code", Path(folder) / "made"
        into.mkdir()
        for name, content in code.items():
            path = at / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        chosen = Path(folder) / "templates"
        for path in templates.glob("live/**/*.html"):
            copy = chosen / path.relative_to(templates)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
        done = subprocess.run(  # noqa: S603  an interpreter of this machine
            [python, "-S", "-s", templating.__file__, at, chosen, into],
            capture_output=True, text=True, check=False, env={"PYTHONHASHSEED": "0"},
        )  # fmt: skip
        if done.returncode:
            raise NoBundle(f"the live templates could not be compiled:\n{done.stderr.strip()}")
        return {f"{INTO}/{path.name}": path.read_bytes() for path in into.iterdir()}
