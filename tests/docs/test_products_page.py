"""docs/products.md against the plugin's reader of product files."""

from __future__ import annotations

import re

import pytest
from tests.docs.pages import blocks, page, words

from pelican.plugins.pelicart.checking import check
from pelican.plugins.pelicart.fields import KNOWN
from pelican.plugins.pelicart.product_file import read_product_file
from pelican.plugins.pelicart.variants import MOST_VARIANTS
from pelicart.cart.engraving import LONGEST

PAGE = page("products")
*GOOD, WRONG = blocks(PAGE, "markdown")
PARTS = blocks(PAGE, "yaml")
NEEDED = {"title": "A thing", "sku": "PEN", "price": "1.00 EUR"}
SHOP = {"currencies": ["EUR", "USD", "JPY"]}


@pytest.fixture
def read(conf_of, tmp_path):
    """Reads a product file as the build does; all pictures and files of the page are there."""
    conf = conf_of(SHOP)
    for file in re.findall(r"(?:images|downloads)/[\w-]+\.svg", PAGE):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()

    def read(text):
        problems = []
        return read_product_file("products/thing.md", text.encode(), conf, problems), problems

    return read


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_an_example_of_a_product_has_no_problem(text, read):
    entry, problems = read(text)
    assert problems == []
    assert entry.facts.skus[0] == "NOTEBOOK"


@pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
def test_a_part_of_a_product_has_no_problem(part, read):
    written = re.findall(r"^(\w+):", part, re.MULTILINE)
    others = "".join(f"{key}: {text}\n" for key, text in NEEDED.items() if key not in written)
    _, problems = read(f"---\n{others}{part}---\n")
    assert problems == []


def test_every_key_of_a_product_file_is_documented(read, asked):
    read(GOOD[-1])
    assert {"values", "alt", "text", "for_sale"} <= asked
    assert asked | set(KNOWN) <= words(PAGE)


def test_a_wrong_file_is_told_exactly_what_the_page_says(tmp_path, monkeypatch):
    for name in ("products/mug.md", "images/mug.svg"):
        (tmp_path / "content" / name).parent.mkdir(parents=True)
    (tmp_path / "content/products/mug.md").write_text(WRONG, "utf-8")
    (tmp_path / "content/images/mug.svg").touch()
    (tmp_path / "pelicanconf.py").write_text(
        'PATH, TIMEZONE, SITEURL = "content", "UTC", "https://shop.example"\n'
        'SHOP = {"currencies": ["EUR"], "taxes": {"rules": [\n'
        '    {"to": ["FR"], "rates": {"standard": "20", "reduced": "5.5"}}]}}\n',
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    found = check("pelicanconf.py")
    (told,) = blocks(PAGE, "text")
    assert told.splitlines() == [*map(str, found.problems), found.summary]


def test_the_bounds_are_those_of_the_code():
    assert f"at most {MOST_VARIANTS} for a product" in PAGE
    assert f"a number up to {LONGEST}" in PAGE
