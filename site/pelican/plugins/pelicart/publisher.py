"""Writes the publication beside the site, and the build id into both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from pelican.plugins.pelicart.conf import SITE_MARK, Conf
from pelican.plugins.pelicart.digital import Digital, publish_files
from pelican.plugins.pelicart.frames import make_frame, note_strange_scripts
from pelican.plugins.pelicart.problems import Located
from pelican.plugins.pelicart.speech import Speech
from pelicart.order import SEALED
from pelicart.publication import Frame, Text, page_data, shop_text
from pelicart.quote import canonical

LIVE = {".html", ".txt"}
"""Endings of live templates; what else lies beside them stays there."""


def publish(
    conf: Conf,
    lines: Sequence[bytes],
    pages: Mapping[str, tuple[Frame, Text]],
    live: Mapping[str, str],
    shown: Iterable[str],
    sold: Iterable[Digital],
) -> str:
    """Writes all files of the publication and returns its build id.

    `shown` are digests of what the product pages show besides, so that the id tells two sites
    apart and is the same for the same content. `sold` are the files for sale; those of earlier
    builds stay.
    """
    files = {
        "catalogue.jsonl": b"\n".join([*lines, b""]),
        **{f"pages/{lang}.json": _json(page_data(*page)) for lang, page in pages.items()},
        **{f"pages/{name}": source.encode() for name, source in live.items()},
    }
    settings = dict(conf.published)
    others = {"shop.json": shop_text(settings).encode(), "": "".join(shown).encode()}
    build = _id([*files.items(), *others.items()])
    whole = json.dumps({**settings, "build": build}, ensure_ascii=False, indent=1)
    files["shop.json"] = whole.encode()
    files["build.json"] = mark = json.dumps({"build": build}).encode()
    publish_files(sold, conf)
    _write_all(conf.publication, files)
    _write(conf.output / SITE_MARK, mark)
    return build


def _json(data: object) -> bytes:
    return canonical(data).encode()


def _id(parts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """`build.json` last: a folder with an id is whole."""
    (folder / "build.json").unlink(missing_ok=True)
    pages = folder / "pages"
    for path in [one for one in pages.rglob("*") if one.is_file()]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        _write(folder / name, content)


def _write(path: Path, content: bytes) -> None:
    if not (path.is_file() and path.read_bytes() == content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def live_templates(folders: Sequence[Path]) -> dict[str, str]:
    """The live templates by name; those of an earlier folder win."""
    live: dict[str, str] = {}
    for folder in reversed(folders):
        for file in sorted((folder / "live").rglob("*")):
            if file.suffix in LIVE:
                live[file.relative_to(folder).as_posix()] = file.read_text("utf-8")
    return dict(sorted(live.items()))


def make_pages(
    environment: Environment,
    context: Mapping[str, Any],
    conf: Conf,
    speech: Speech,
    problems: list[Located],
) -> dict[str, tuple[Frame, Text]]:
    """Frame and text of each language; a frame is at no address, so its links start at the root."""
    pages = {}
    for language in conf.shop.languages:
        variables = {
            **context,
            **speech.variables(language, environment),
            "SITEURL": conf.base,
            "RELATIVE_URLS": False,
            "DEFAULT_LANG": language,
            "output_file": "shop/index.html",
        }
        frame = make_frame(environment, variables, problems)
        if any(method.module == SEALED for method in conf.shop.methods):
            note_strange_scripts(frame, problems)
        pages[language] = (frame, speech.text(language))
    return pages
