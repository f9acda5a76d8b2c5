"""The demo shop as `make demo` builds it: its catalogue, its theme, its pictures."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from pelicart.catalogue import Product
from pelicart.publication import read_publication

ROOT = Path(__file__).parents[2]
ORIGIN = "http://127.0.0.1:9"
STYLES = ROOT / "theme/static/css/shop.css"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "--fatal"]
    places = ["warnings", "-o", folder / "output", "-e", f'CACHE_PATH="{folder}/cache"']
    subprocess.run(
        [*command, *places],
        cwd=ROOT,
        env={**os.environ, "PELICART_ORIGIN": ORIGIN},
        check=True,
        timeout=60,
        capture_output=True,
    )
    return folder / "output"


@pytest.fixture(scope="module")
def pages(output: Path) -> dict[str, html.HtmlElement]:
    files = sorted(output.rglob("*.html"))
    return {file.relative_to(output).as_posix(): html.parse(file).getroot() for file in files}


@pytest.fixture(scope="module")
def products(output: Path) -> dict[str, Product]:
    published = read_publication(output.parent / "publication").products
    return {product.sku: product for product in published}


def addresses(page: html.HtmlElement, *attributes: str) -> Iterator[str]:
    for attribute in attributes:
        yield from page.xpath(f"//@{attribute}")


def test_every_link_leads_to_a_page_of_the_site_or_to_the_functions(
    output: Path, pages: dict[str, html.HtmlElement]
) -> None:
    dead = set()
    for page in pages.values():
        for address in addresses(page, "href", "src", "action"):
            path = urlsplit(address).path
            if address.startswith(("#", "mailto:")) or path.startswith("/shop/"):
                continue
            file = output / path.lstrip("/")
            if not (file / "index.html" if path.endswith("/") else file).is_file():
                dead.add(address)
    assert dead == set()


def test_no_page_asks_another_host_or_needs_a_script(pages: dict[str, html.HtmlElement]) -> None:
    for page in pages.values():
        for address in addresses(page, "href", "src", "srcset", "action"):
            assert address.startswith(("#", "mailto:")) or re.match(
                rf"{ORIGIN}/|/(?!/)", address
            ), address
        assert not page.xpath("//style | //@style")
        for script in page.xpath("//script[not(@type='application/ld+json')]"):
            assert script.get("src") == f"{ORIGIN}/pelicart/shop.js"
            assert not script.text
    asked = re.findall(r"url\(.*?\)|@import.*", STYLES.read_text("utf-8"))
    assert asked == ['url("../fonts/eb-garamond-500.woff2")']


def test_every_page_has_a_language_one_heading_and_described_pictures(
    pages: dict[str, html.HtmlElement],
) -> None:
    for name, page in pages.items():
        assert page.get("lang") == "en", name
        assert len(page.xpath("//h1")) == 1, name
        assert len(page.xpath("//img")) == len(page.xpath("//img[@alt]")), name


def test_a_product_page_with_its_styles_is_at_most_seven_kilobytes_compressed(output: Path) -> None:
    styles = len(gzip.compress(STYLES.read_bytes()))
    largest = max(
        len(gzip.compress(page.read_bytes())) for page in output.glob("product/*/index.html")
    )
    assert largest + styles <= 7 * 1024


def test_the_font_is_small_and_comes_with_its_licence(output: Path) -> None:
    fonts = output / "theme/fonts"
    assert sum(file.stat().st_size for file in fonts.glob("*.woff2")) <= 24 * 1024
    assert "SIL Open Font License" in (fonts / "OFL.txt").read_text("utf-8")


def test_pictures_are_small_square_and_complete_in_themselves() -> None:
    pictures = sorted((ROOT / "content/images").iterdir())
    assert len(pictures) >= 14
    for picture in pictures:
        source = picture.read_text("utf-8")
        assert len(source.encode()) <= 3 * 1024
        assert 'viewBox="0 0 800 800"' in source
        assert re.findall(r"https?://[^\"]+", source) == ["http://www.w3.org/2000/svg"]


def test_the_catalogue_shows_what_a_shop_can_sell(products: dict[str, Product]) -> None:
    everything = list(products.values())
    assert len(everything) >= 14
    stocks = [units for product in everything for units in product.stock.values()]
    assert 1 in stocks
    assert 0 in stocks
    prices = {variant.prices["EUR"] for product in everything for variant in product.variants}
    assert 0 in prices
    assert any(product.digital for product in everything)
    assert any(not product.orderable for product in everything)
    assert any(extra.text for product in everything for extra in product.extras)
    assert any(len(product.options) > 1 for product in everything)
    assert max(variant.weight for p in everything for variant in p.variants) > 5_000
    assert all(set(v.prices) == {"EUR", "CHF", "JPY"} for p in everything for v in p.variants)


def test_the_most_difficult_title_reads_the_same_on_the_page_and_to_the_functions(
    pages: dict[str, html.HtmlElement], products: dict[str, Product]
) -> None:
    page = pages["product/cat-and-mouse-card/index.html"]
    title = 'Tom & "Jerry" <b> {{ 7*7 }} é 漢'
    assert page.findtext(".//h1") == products["CARD"].name == title
    assert page.findtext(".//title") == f"{title} · Merle & Lin"


def test_a_hidden_product_is_sold_but_stands_in_no_listing(
    pages: dict[str, html.HtmlElement], products: dict[str, Product]
) -> None:
    hidden = products["FRIENDS"].url
    pointing = [
        name
        for name, page in pages.items()
        if any(urlsplit(link).path == hidden for link in page.xpath("//a/@href"))
    ]
    assert pointing == []
    assert hidden.lstrip("/") + "index.html" in pages


def test_a_file_for_sale_is_not_among_the_public_ones(
    output: Path, products: dict[str, Product]
) -> None:
    bucket = output.parent / "publication" / "files"
    sold = {
        (bucket / product.digital).read_bytes() for product in products.values() if product.digital
    }
    assert sold == {file.read_bytes() for file in (ROOT / "content/downloads").iterdir()}
    public = {file.read_bytes() for file in output.rglob("*") if file.is_file()}
    assert sold & public == set()


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    full = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    roots = re.findall(r":root \{(.*?)\}", STYLES.read_text("utf-8"), re.DOTALL)
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", root)) for root in roots]
    return dict(zip(("light", "dark", "print"), found, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_keep_the_contrast_that_wcag_asks_for(theme: str) -> None:
    colours = palettes()[theme]
    for behind in ("paper", "tint"):
        for text in ("ink", "soft", "accent"):
            assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind)
        assert contrast(colours["edge"], colours[behind]) >= 3, behind
    assert contrast(colours["on-button"], colours["button"]) >= 4.5
