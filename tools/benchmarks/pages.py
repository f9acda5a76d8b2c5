"""Bytes of the demo shop's pages, as they travel."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
_STYLES = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"|href="([^"]+\.css[^"]*)"')
_SCRIPTS = re.compile(r'<script[^>]+src="([^"]+)"')


def run() -> None:
    """Builds the demo and prints HTML, CSS and JavaScript of each kind of page, in bytes."""
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        output = Path(folder) / "output"
        command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q"]
        subprocess.run([*command, "-o", str(output)], cwd=ROOT, check=True, capture_output=True)  # noqa: S603
        kinds = {
            "home": output / "index.html",
            "listing": output / "products" / "index.html",
            "product": next(iter(sorted((output / "product").glob("*/index.html")))),
        }
        print("\nPages of the demo shop, bytes (gzip -9)")
        print(f"{'':12}{'HTML':>14}{'CSS':>14}{'JavaScript':>14}{'together':>10}")
        for kind, path in kinds.items():
            _row(kind, path.read_text("utf-8"), output)


def _row(kind: str, html: str, output: Path) -> None:
    styles = "".join(_linked(_STYLES, html, output))
    scripts = "".join(_linked(_SCRIPTS, html, output))
    parts = [html, styles, scripts]
    sizes = [(len(part.encode()), _packed(part)) for part in parts]
    cells = "".join(f"{f'{plain} ({packed})':>14}" for plain, packed in sizes)
    print(f"{kind:12}{cells}{sum(packed for _, packed in sizes):10}")


def _linked(pattern: re.Pattern[str], html: str, output: Path) -> list[str]:
    addresses = {next(filter(None, match.groups())) for match in pattern.finditer(html)}
    paths = (output / urlsplit(address).path.lstrip("/") for address in sorted(addresses))
    return [path.read_text("utf-8") for path in paths]


def _packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0)) if text else 0
