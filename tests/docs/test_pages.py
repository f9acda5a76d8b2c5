"""Every page: its links lead somewhere, and what it names is there."""

from __future__ import annotations

import re

import pytest
from tests.docs.pages import DOCS, PAGES, ROOT, anchors, blocks, page, prose, rows, spans

from pelican.plugins.pelicart.product_file import read_product_file
from pelicart.settings import read_shop
from pelicart.web import headers

README = (ROOT / "README.md").read_text("utf-8")
LINKS = [
    pytest.param(file, link, id=f"{file.name}: {link}")
    for file in PAGES
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(file.read_text("utf-8")))
    if not re.match(r"https?:", link)
]


@pytest.mark.parametrize(("file", "link"), LINKS)
def test_a_link_leads_to_a_file_and_a_heading_there(file, link):
    path, _, anchor = link.partition("#")
    target = (file.parent / path).resolve() if path else file
    assert target.is_relative_to(ROOT)
    assert target.exists()
    if anchor:
        assert anchor in anchors(target.read_text("utf-8"))


def test_the_index_leads_to_every_page():
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", page("README")))
    assert linked == {file.name for file in DOCS.glob("*.md")} - {"README.md"}


def test_the_readme_is_short_and_leads_to_every_page_but_the_index():
    assert len(README.splitlines()) <= 150
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)\)", README))
    assert linked == {file.name for file in DOCS.glob("*.md")} - {"README.md"}


def test_the_readme_names_every_folder_of_the_project():
    named = re.findall(r"\[(\w+)/\]", " ".join(row[0] for row in rows(README, "folder")))
    sources = {found.relative_to(ROOT).parts[0] for found in ROOT.glob("*/**/*.py")}
    built = {name.strip("/\n") for name in (ROOT / ".gitignore").read_text("utf-8").split()}
    own = {name for name in sources - built if not name.startswith(".")}
    assert own | {"content", "theme", "docs"} == set(named)


def test_the_readme_names_targets_of_make_that_are_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {*re.findall(r"^make (\w+)", README, re.MULTILINE)}
    named |= {span.split()[1] for span in spans(README) if span.startswith("make ")}
    assert {"demo", "test"} <= named
    assert all(f"\n{name}: " in makefile for name in named)


def test_the_smallest_shop_of_the_readme_sells(conf_of):
    inside = re.sub(r"^   ", "", README, flags=re.MULTILINE)
    settings: dict = {}
    exec(blocks(inside, "python")[0], settings)  # noqa: S102  our own page
    problems: list = []
    read_shop(settings["SHOP"], problems)
    (product,) = blocks(inside, "markdown")
    conf = conf_of(settings["SHOP"])
    entry = read_product_file("products/mug.md", product.encode(), conf, problems)
    assert problems == []
    assert entry.facts.price == 1250


def test_the_headers_of_the_security_page_are_those_that_are_sent():
    (told,) = blocks(page("security"), "text")
    pairs = (line.partition(": ")[::2] for line in told.splitlines())
    sent = headers(("https://checkout.stripe.com",), https=True)
    assert {name.lower(): value for name, value in pairs} == sent
