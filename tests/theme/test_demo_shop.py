"""The demo shop as `make demo` builds it: its catalogue, its theme, its pictures."""

from __future__ import annotations

import gzip
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from pelicart.catalogue import Product
from pelicart.publication import read_publication

ROOT = Path(__file__).parents[2]
ORIGIN = "http://127.0.0.1:9"
MOST_DIFFICULT = ROOT / "tests/e2e/products/most-difficult.md"
STYLES = ROOT / "theme/static/css/shop.css"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as it is, and one product more, whose name is the most difficult."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(MOST_DIFFICULT, folder / "content/products")
    command = [sys.executable, "-m", "pelican", folder / "content", "-s", "pelicanconf.py"]
    places = ["--fatal", "warnings", "-o", folder / "output", "-e", f'CACHE_PATH="{folder}/cache"']
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


def test_the_styles_for_themes_without_any_are_not_asked_for(output: Path) -> None:
    assert (output / "pelicart/shop.css").is_file()
    publication = read_publication(output.parent / "publication")
    frames = ["".join(frame.parts) for frame, _ in publication.pages.values()]
    built = [file.read_text("utf-8") for file in output.rglob("*.html")]
    assert [page for page in (*frames, *built) if "pelicart/shop.css" in page] == []


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


def test_pictures_are_small_and_complete_in_themselves() -> None:
    pictures = sorted((ROOT / "content/images").iterdir())
    for picture in pictures:
        source = picture.read_text("utf-8")
        wide = picture.stem == "hero"
        assert len(source.encode()) <= (8 if wide else 3) * 1024, picture.name
        assert f'viewBox="0 0 {"1600 900" if wide else "800 800"}"' in source, picture.name
        assert re.findall(r"https?://[^\"]+", source) == ["http://www.w3.org/2000/svg"]
        assert len(html.fromstring(source.encode()).findtext("title")) > 10, picture.name


def test_every_picture_is_shown_and_says_what_is_seen(pages: dict[str, html.HtmlElement]) -> None:
    shown = {}
    for name, page in pages.items():
        for picture in page.xpath("//*[contains(@class, 'shop-pictures') or @class='hero']//img"):
            assert len(picture.get("alt")) > 10, name
            shown[picture.get("src").rpartition("/")[2]] = picture.get("alt")
    assert set(shown) == {file.name for file in (ROOT / "content/images").iterdir()}
    assert len(set(shown.values())) == len(shown)


def test_the_shop_is_large_enough_to_look_around_in(pages: dict[str, html.HtmlElement]) -> None:
    cards = "//li[contains(@class, 'shop-good')]"
    assert len(pages["products/index.html"].xpath(cards)) >= 25
    categories = [name for name in pages if name.startswith("products/category/")]
    assert len(categories) >= 6
    assert [name for name in categories if len(pages[name].xpath(cards)) < 2] == []


def sold_out(product: Product) -> bool:
    return all(product.stock.get(variant.stock_key or "") == 0 for variant in product.variants)


KINDS: dict[str, Callable[[Product], object]] = {
    "options that make variants": lambda one: len(one.options) > 1 and len(one.variants) > 3,
    "variants that are counted apart": lambda one: len(one.stock) > 1,
    "an extra": lambda one: one.extras,
    "an engraving": lambda one: any(extra.text > 1 for extra in one.extras),
    "a file": lambda one: one.digital,
    "the last one": lambda one: 1 in one.stock.values(),
    "few left": lambda one: any(1 < units < 5 for units in one.stock.values()),
    "sold out": sold_out,
    "sold out in part": lambda one: 0 in one.stock.values() and not sold_out(one),
    "free of charge": lambda one: all(v.prices["EUR"] == 0 for v in one.variants),
    "too heavy for a parcel": lambda one: one.variants[0].weight > 5_000,
    "shown only": lambda one: not one.orderable,
    "a name in another script": lambda one: not one.name.isascii() and "筆" in one.name,
    "a book, by its tax": lambda one: one.tax == "book",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_catalogue_shows_what_a_shop_can_sell(products: dict[str, Product], kind: str) -> None:
    assert any(map(KINDS[kind], products.values()))


def test_every_product_has_a_price_in_each_currency(products: dict[str, Product]) -> None:
    for product in products.values():
        for variant in product.variants:
            assert set(variant.prices) == {"EUR", "CHF", "JPY"}, variant.sku


MARKED = {
    "a list to choose from": "//form//select[count(option) > 8]",
    "a reduced price": "//p[contains(@class, 'shop-price')]//s[@class='shop-was']",
    "three pictures": "//*[@class='shop-pictures'][count(.//img) >= 3]",
}


@pytest.mark.parametrize("kind", MARKED)
def test_a_product_page_of_the_demo_shows(pages: dict[str, html.HtmlElement], kind: str) -> None:
    assert any(page.xpath(MARKED[kind]) for name, page in pages.items() if "product/" in name)


def test_the_delivery_page_names_the_prices_that_the_checkout_goes_by(
    pages: dict[str, html.HtmlElement],
) -> None:
    shop = runpy.run_path(str(ROOT / "pelicanconf.py"))["SHOP"]
    told = " ".join(pages["delivery/index.html"].text_content().split())
    for rate in (rate for zone in shop["shipping"] for rate in zone["rates"]):
        assert rate["name"].rpartition(", ")[2] in told
        prices = {rate["heaviest"]: rate["price"]} if "price" in rate else rate.get("by_weight", {})
        assert [w for w, price in prices.items() if f"{w}: €{price['EUR']}" not in told] == []
        assert "free_from" not in rate or f"€{rate['free_from']['EUR'][:-3]}" in told
    told = " ".join(pages["terms/index.html"].text_content().split())
    for method in ("transfer", "cheque", "fax", "cash"):
        assert f"within {shop['methods'][method]['days']} days" in told


@pytest.mark.parametrize(
    "name", "about accessibility contact delivery imprint privacy returns terms".split()
)
def test_a_page_about_the_shop_takes_two_minutes_to_read(
    pages: dict[str, html.HtmlElement], name: str
) -> None:
    [text] = pages[f"{name}/index.html"].xpath("//article[@class='text']")
    assert 80 < len(text.text_content().split()) < 480
    assert len(text.xpath(".//h2")) >= 1


def test_every_page_can_be_reached_from_the_first(pages: dict[str, html.HtmlElement]) -> None:
    reached: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in pages and name not in reached:
            reached.add(name)
            paths = (urlsplit(link).path for link in pages[name].xpath("//a/@href"))
            waiting += [f"{path.lstrip('/')}index.html" for path in paths if path.endswith("/")]
    assert set(pages) - reached == {"404.html", "product/notebook-for-friends/index.html"}


def test_the_most_difficult_title_reads_the_same_on_the_page_and_to_the_functions(
    pages: dict[str, html.HtmlElement], products: dict[str, Product]
) -> None:
    page = pages["product/most-difficult/index.html"]
    title = 'Tom & "Jerry" <b> {{ 7*7 }} é 漢'
    assert page.findtext(".//h1") == products["TEST-NAME"].name == title
    assert page.findtext(".//title") == f"{title} · Merle & Lin"
    for listing in ("products/index.html", "products/category/paper/index.html"):
        assert title in pages[listing].xpath("//h2/a/text()")


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
