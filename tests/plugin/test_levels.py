"""What pages say of stock, by the levels saved before the build, and which of them are rendered."""

from __future__ import annotations

import json
import logging
import os
import time

import lxml.html
import pytest

from pelicart.levels import Levels, levels_from

A, B, C = (f"product/product-{name}/index.html" for name in "abc")
LIST, PAPER = "products/index.html", "products/category/paper/index.html"
NIBS = "options:\n  - name: Nib\n    values: [Fine, {name: Broad, sku: C-BROAD, stock: 5}]\n"


@pytest.fixture
def shop(site):
    """A and B are neighbours and counted, A from 9 and B from none; C counts one of its values."""
    site.product("A", more="category: Paper\nstock: 9\n")
    site.product("B", more="category: Paper\nstock: 0\n")
    site.product("C", more=NIBS)
    for path in site.content.rglob("*.md"):
        os.utime(path, (1_000_000, 1_000_000))
    return site


@pytest.fixture
def built(shop):
    shop.build()
    return shop


def save(site, age=60, **units):
    units = {name.replace("_", "-"): number for name, number in units.items()}
    site.write("stock.json", Levels(int(time.time()) - age, units).text())


def rebuilt(site, **settings) -> set[str]:
    """The pages of products that another build writes."""
    before = {path: path.stat().st_mtime_ns for path in site.output.rglob("*.html")}
    site.build(**settings)
    after = {path: path.stat().st_mtime_ns for path in site.output.rglob("*.html")}
    changed = (path for path, stamp in after.items() if before.get(path) != stamp)
    names = (path.relative_to(site.output).as_posix() for path in changed)
    return {name for name in names if name.startswith("product")}


def tree(site, path):
    return lxml.html.fromstring(site.page(path))


def text(site, path) -> str:
    return " ".join(tree(site, path).text_content().split())


def has_form(site, path) -> bool:
    return bool(tree(site, path).xpath('//form[@action="/shop/cart"]'))


def offers(site, path) -> list[str]:
    [script] = tree(site, path).xpath('//script[@type="application/ld+json"]')
    data = json.loads(script.text)
    variants = data.get("hasVariant", [data])
    return [one["offers"]["availability"].rpartition("/")[2] for one in variants]


def build_id(site) -> str:
    return (site.publication / "build.json").read_text()


def test_without_saved_levels_only_a_stock_of_none_is_told(built) -> None:
    assert has_form(built, A)
    assert "left" not in text(built, A)
    assert offers(built, A) == ["InStock"]
    assert "Sold out." in text(built, B)
    assert not has_form(built, B)
    assert offers(built, B) == ["OutOfStock"]


def test_what_is_sold_out_has_a_text_instead_of_its_form(shop) -> None:
    save(shop, A=0, B=4)
    shop.build()
    assert not has_form(shop, A)
    assert "Sold out." in text(shop, A)
    assert offers(shop, A) == ["OutOfStock"]
    assert has_form(shop, B)
    assert offers(shop, B) == ["InStock"]
    cards = tree(shop, LIST).xpath('//li[@class="shop-good"]')
    assert ["Sold out." in card.text_content() for card in cards] == [True, False, False]


def test_a_few_are_told_in_page_card_and_structured_data(shop) -> None:
    save(shop, A=3, B=1)
    shop.build()
    assert "Only 3 left." in text(shop, A)
    assert "Only 1 left." in text(shop, B)
    assert has_form(shop, A)
    assert offers(shop, A) == ["LimitedAvailability"]
    assert "Only 3 left." in text(shop, PAPER)
    assert "Only 3 left." in text(shop, B), "as a neighbour"


def test_french_says_few_and_none_in_its_own_words(shop) -> None:
    save(shop, A=1, B=2, C_BROAD=1)
    shop.build(DEFAULT_LANG="fr")
    assert "Plus que 1 exemplaire." in text(shop, A)
    assert "Plus que 2 exemplaires." in text(shop, B)
    assert "plus que 1 exemplaire" in text(shop, C)


@pytest.mark.parametrize(("low", "told"), [(0, []), (1, ["Only 1"]), (4, ["Only 1", "Only 4"])])
def test_how_few_is_a_setting(shop, low, told) -> None:
    save(shop, A=4, B=1)
    shop.build(SHOP={"currencies": ["EUR"], "stock": {"low": low}})
    words = text(shop, LIST)
    assert [few for few in ("Only 1", "Only 4") if few in words] == told


def test_a_choice_that_is_gone_is_marked_and_cannot_be_chosen(shop) -> None:
    save(shop, C_BROAD=0)
    shop.build()
    fine, broad = tree(shop, C).xpath('//input[@type="radio"]')
    assert broad.get("disabled") is not None
    assert fine.get("disabled") is None
    assert "Broad, sold out" in text(shop, C)
    assert sorted(offers(shop, C)) == ["InStock", "OutOfStock"]
    assert has_form(shop, C)


def test_a_choice_of_which_few_are_left_says_so(shop) -> None:
    save(shop, C_BROAD=2)
    shop.build()
    assert "Broad, only 2 left" in text(shop, C)
    assert "Only 2" not in text(shop, LIST), "there is more of the others"
    assert sorted(offers(shop, C)) == ["InStock", "LimitedAvailability"]


def test_a_choice_in_a_list_is_marked_alike(shop) -> None:
    sizes = ", ".join([*map(str, range(36, 42)), "{name: 42, sku: SHOE-42, stock: 1}"])
    shop.product("SHOE", more=f"options:\n  - {{name: Size, values: [{sizes}]}}\n")
    save(shop, SHOE_42=0)
    shop.build()
    *_, last = tree(shop, "product/product-shoe/index.html").xpath("//select/option")
    assert last.get("disabled") is not None
    assert "sold out" in last.text_content()


def test_units_that_values_share_are_told_once(shop) -> None:
    shop.product("D", more="stock: 9\noptions:\n  - {name: Size, values: [S, M]}\n")
    save(shop, D=2)
    shop.build()
    words = text(shop, "product/product-d/index.html")
    assert words.count("Only 2 left.") == 1
    assert "only 2 left" not in words


def test_exactly_the_pages_whose_words_change_are_rendered(built) -> None:
    save(built, A=9, B=0, C_BROAD=5)
    assert rebuilt(built) == set()
    before = build_id(built)
    save(built, A=5, B=0, C_BROAD=4)
    assert rebuilt(built) == set()
    assert build_id(built) == before
    save(built, A=3, B=0, C_BROAD=4)
    assert rebuilt(built) == {A, B, LIST, PAPER}  # B shows A as its neighbour
    assert build_id(built) != before
    save(built, A=3, B=0, C_BROAD=2)
    assert rebuilt(built) == {C, LIST}
    save(built, A=2, B=0, C_BROAD=2)
    assert rebuilt(built) == {A, B, LIST, PAPER}
    save(built, A=0, B=0, C_BROAD=2)
    assert rebuilt(built) == {A, B, LIST, PAPER}
    save(built, A=-1, B=0, C_BROAD=2)
    assert rebuilt(built) == set()
    save(built, A=9, B=7, C_BROAD=2)
    assert rebuilt(built) == {A, B, LIST, PAPER}


def test_a_rebuild_is_as_a_first_build_would_be(built) -> None:
    save(built, A=2, B=5, C_BROAD=0)
    built.build()
    again = {path: path.read_bytes() for path in built.output.rglob("*.html")}
    [manifest] = (built.folder / "cache").glob("pelicart-*/pelicart.jsonl")
    manifest.unlink()
    built.build()
    assert {path: path.read_bytes() for path in built.output.rglob("*.html")} == again


def test_levels_that_are_taken_away_are_forgotten(built) -> None:
    save(built, A=0)
    built.build()
    assert not has_form(built, A)
    (built.folder / "stock.json").unlink()
    assert rebuilt(built) == {A, B, LIST, PAPER}
    assert has_form(built, A)


def test_the_publication_says_nothing_of_levels(built) -> None:
    before = (built.publication / "catalogue.jsonl").read_bytes()
    save(built, A=0, B=4)
    built.build()
    assert (built.publication / "catalogue.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"at": 1}',
        '{"at": 1, "levels": {"A": "3"}}',
        "null",
        '{"at": 1.5, "levels": {}}',
    ],
)
def test_a_file_that_has_no_levels_stops_the_build(shop, content) -> None:
    shop.write("stock.json", content)
    [problem] = shop.problems()
    assert (
        problem
        == "stock.json:1: These are no levels of stock. Save them again: pelicart stock --save"
    )


def test_a_file_that_is_not_even_text_stops_the_build(shop) -> None:
    (shop.folder / "stock.json").write_bytes(b"\xff")
    assert len(shop.problems()) == 1


def test_levels_may_stand_elsewhere_but_not_in_the_site(shop) -> None:
    settings = {"currencies": ["EUR"], "stock": {"levels": "data/levels.json"}}
    save(shop, A=0)
    (shop.folder / "data").mkdir()
    (shop.folder / "stock.json").rename(shop.folder / "data/levels.json")
    shop.build(SHOP=settings)
    assert not has_form(shop, A)
    [problem] = shop.problems(SHOP={"currencies": ["EUR"], "stock": {"levels": "output/s.json"}})
    assert "would be public" in problem


def test_levels_that_were_forgotten_are_mentioned(shop, caplog) -> None:
    save(shop, age=8 * 86400, A=2)
    with caplog.at_level(logging.WARNING):
        shop.build()
    assert "stock.json is older than a week" in caplog.text


def test_levels_read_back_as_they_were_saved() -> None:
    levels = Levels(5, {"B": 0, "A": -1})
    assert levels_from(levels.text()) == levels
