"""Bytes and requests of the demo shop's pages, as they travel."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from pelican.plugins.pelicart.samples import samples
from pelicart.pages import Pages
from pelicart.publication import read_publication
from pelicart.settings import shop_from

ROOT = Path(__file__).parents[2]
SHOWN = {
    "cart": ("cart", "changed"),
    "checkout": ("checkout", "filled in"),
    "review": ("review", "transfer"),
    "order": ("order", "awaiting transfer"),
    "error": ("error", "sold-out"),
}
"""Pages of the functions, each in a state that has much to show."""
_TAGS = re.compile(r"<(link|script|img)\b[^>]*>")
_ADDRESS = re.compile(r'\b(?:href|src)="([^"]+)"')
_ROW = "{:10}{:>16}{:>15}{:>15}{:>10}{:>8}{:>10}"


def run() -> None:
    """Builds the demo and prints HTML, CSS and JavaScript of each kind of page, in bytes.

    Requests are all that a first visit makes at once: the page, styles, scripts, fonts, the icon,
    and the pictures that don't wait until they are scrolled to.
    """
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        output = Path(folder) / "output"
        command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q"]
        subprocess.run([*command, "-o", str(output)], cwd=ROOT, check=True, capture_output=True)  # noqa: S603
        print("\nPages of the demo shop, bytes (gzip -9)")
        print(_ROW.format("", "HTML", "CSS", "JavaScript", "together", "fonts", "requests"))
        for kind, path in _built(output).items():
            _row(kind, path.read_text("utf-8"), output)
        for kind, html in _live(output.parent / "publication").items():
            _row(kind, html, output)


def _built(output: Path) -> dict[str, Path]:
    products = sorted((output / "product").glob("*/index.html"))
    return {
        "home": output / "index.html",
        "listing": output / "products" / "index.html",
        "product": max(products, key=lambda page: _packed(page.read_text("utf-8"))),
    }


def _live(publication: Path) -> dict[str, str]:
    published = read_publication(publication)
    pages = Pages(published.live, *published.pages["en"], shop_from(published.shop))
    views = {(name, what): view for name, what, view in samples()}
    return {kind: pages.render(shown[0], views[shown]) for kind, shown in SHOWN.items()}


def _row(kind: str, html: str, output: Path) -> None:
    linked = _linked(html)
    text = {
        ending: "".join(
            _file(output, one).read_text("utf-8") for one in linked if one.endswith(ending)
        )
        for ending in (".css", ".js")
    }
    parts = [html, *text.values()]
    sizes = [(len(part.encode()), _packed(part)) for part in parts]
    cells = [f"{plain} ({packed})" for plain, packed in sizes]
    fonts = sum(_file(output, one).stat().st_size for one in linked if one.endswith(".woff2"))
    print(_ROW.format(kind, *cells, sum(packed for _, packed in sizes), fonts, 1 + len(linked)))


def _linked(html: str) -> list[str]:
    """Paths of what a page asks for at once."""
    tags = (match[0] for match in _TAGS.finditer(html))
    needed = [tag for tag in tags if "lazy" not in tag and 'rel="canonical"' not in tag]
    found = (_ADDRESS.search(tag) for tag in needed)
    return sorted({urlsplit(one[1]).path for one in found if one and "data:" not in one[1]})


def _file(output: Path, path: str) -> Path:
    return output / path.lstrip("/")


def _packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0)) if text else 0
