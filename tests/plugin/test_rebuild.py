"""Second builds: what must be rendered again, what must not, and what must go."""

from __future__ import annotations

import json
import os

import pytest

PAGE = "product/product-{}/index.html"


@pytest.fixture
def built(site):
    """Four products, built once; their files are old enough for their stamps to be believed."""
    site.product("A", more="category: Paper\n")
    site.product("B", more="category: Paper\n")
    site.product("C", more="category: Pens\n")
    site.product("D", more="tags: [big]\n")
    _age(site.content)
    site.build()
    return site


def _age(folder) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000_000, 1_000_000))


def stamps(site) -> dict[str, int]:
    pages = {path.relative_to(site.output).as_posix(): path for path in site.output.rglob("*.html")}
    return {name: path.stat().st_mtime_ns for name, path in pages.items() if "product" in name}


def manifest_of(site):
    [index] = (site.folder / "cache").glob("pelicart-*/pelicart.jsonl")
    return index


def rebuilt(site, **settings) -> set[str]:
    """The pages of products that another build writes."""
    before = stamps(site)
    site.build(**settings)
    return {name for name, stamp in stamps(site).items() if before.get(name) != stamp}


def test_without_a_change_nothing_is_rendered_and_the_build_id_stays(built) -> None:
    before = (built.publication / "build.json").read_text()
    assert rebuilt(built) == set()
    assert (built.publication / "build.json").read_text() == before


def test_another_order_of_the_methods_renews_the_build_id(built) -> None:
    methods = {"card": {}, "paypal": {}}
    ids = set()
    for names in (list(methods), list(reversed(methods))):
        built.build(SHOP={"currencies": ["EUR"], "methods": {name: {} for name in names}})
        ids.add((built.publication / "build.json").read_text())
    assert len(ids) == 2


def test_a_changed_text_renders_its_page_alone_and_renews_the_build_id(built) -> None:
    before = (built.publication / "build.json").read_text()
    built.product("D", more="tags: [big]\n", body="Other.")
    pages = rebuilt(built)
    assert PAGE.format("d") in pages
    assert PAGE.format("a") not in pages
    assert "Other." in built.page(PAGE.format("d"))
    assert (built.publication / "build.json").read_text() != before


def test_a_changed_price_reaches_listings_and_neighbours(built) -> None:
    built.product("A", more="category: Paper\n", price="99.00 EUR")
    pages = rebuilt(built)
    assert pages == {
        PAGE.format("a"), PAGE.format("b"), "products/index.html",
        "products/category/paper/index.html",
    }  # fmt: skip
    assert "€99.00" in built.page(PAGE.format("b"))
    assert "€99.00" in built.page("products/category/paper/index.html")


def test_a_removed_product_leaves_no_page_and_no_empty_folder(built) -> None:
    (built.content / "products/d.md").unlink()
    rebuilt(built)
    assert not (built.output / "product/product-d").exists()
    assert not (built.output / "products/tag").exists()
    assert "Product D" not in built.page("products/index.html")
    assert '"sku":"D"' not in (built.publication / "catalogue.jsonl").read_text()


def test_a_stale_page_that_somebody_else_changed_is_kept(built) -> None:
    (built.output / PAGE.format("d")).write_text("mine")
    (built.content / "products/d.md").unlink()
    rebuilt(built)
    assert built.page(PAGE.format("d")) == "mine"


def test_a_lost_or_altered_page_is_written_again(built) -> None:
    (built.output / PAGE.format("a")).unlink()
    (built.output / PAGE.format("b")).write_text("altered")
    assert rebuilt(built) == {PAGE.format("a"), PAGE.format("b")}


def test_an_emptied_output_folder_is_filled_again(built) -> None:
    assert PAGE.format("a") in rebuilt(built, DELETE_OUTPUT_DIRECTORY=True)
    assert (built.output / PAGE.format("d")).is_file()


def test_a_changed_template_renders_everything(built) -> None:
    built.write("theme/templates/product.html", "{{ product.title }}")
    theme = str(built.folder / "theme")
    assert len(rebuilt(built, THEME=theme)) >= 4
    assert rebuilt(built, THEME=theme) == set()
    built.write("theme/templates/product.html", "{{ product.sku }}")
    assert PAGE.format("a") in rebuilt(built, THEME=theme)
    assert built.page(PAGE.format("a")) == "A"


def test_a_changed_setting_renders_everything(built) -> None:
    assert PAGE.format("a") in rebuilt(built, SITENAME="Another")
    assert "Another" in built.page(PAGE.format("a"))


def test_a_new_article_in_a_menu_renders_what_may_show_it(built) -> None:
    built.write("content/pages/about.rst", "About us\n########\n\nText.\n")
    assert PAGE.format("a") in rebuilt(built)
    assert "About us" in built.page(PAGE.format("a"))


def test_a_link_follows_the_page_it_leads_to(built) -> None:
    built.product("E", body="[a]({filename}a.md)")
    built.build()
    assert "/product/product-a/" in built.page(PAGE.format("e"))
    built.product("A", more="category: Paper\nslug: moved\n")
    assert PAGE.format("e") in rebuilt(built)
    assert "/product/moved/" in built.page(PAGE.format("e"))


def test_the_same_content_at_another_time_is_not_read_as_changed(built) -> None:
    for path in built.content.rglob("*.md"):
        os.utime(path, (1_500_000, 1_500_000))
    assert rebuilt(built) == set()


def test_a_change_within_the_clock_of_the_last_build_is_seen(site) -> None:
    file = site.product("A", price="18.00 EUR")
    site.build()
    stamp = file.stat()
    site.product("A", price="19.00 EUR")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    site.build()
    assert "€19.00" in site.page(PAGE.format("a"))


@pytest.mark.parametrize("damage", ["", "{}", "not json", '{"format": 1}', "[]", "null"])
def test_a_damaged_manifest_means_a_full_build(built, damage: str) -> None:
    manifest_of(built).write_text(damage)
    (built.output / PAGE.format("a")).write_text("stale")
    built.build()
    assert "Product A" in built.page(PAGE.format("a"))


def test_a_lost_picture_is_a_problem_of_an_unchanged_product(built) -> None:
    picture = built.write("content/images/e.svg", "<svg/>")
    built.product("E", more="images:\n  - {file: images/e.svg, alt: E}\n")
    _age(built.content)
    built.build()
    picture.unlink()
    [problem] = built.problems()
    assert "products/e.md:6: There is no picture images/e.svg." in problem


def test_a_settings_change_is_seen_by_unchanged_products(built) -> None:
    problems = built.problems(SHOP={"currencies": ["USD"]})
    assert len(problems) == 4
    assert all("'EUR' is not a currency of this shop." in problem for problem in problems)


def test_each_line_of_the_manifest_is_plain_json(built) -> None:
    head, *products = map(json.loads, manifest_of(built).read_text().splitlines())
    assert set(head["outputs"]) >= {PAGE.format(name) for name in "abcd"}
    assert [row[0] for row in products[::2]] == [f"products/{name}.md" for name in "abcd"]


def test_without_a_change_the_manifest_is_left_alone(built) -> None:
    before = manifest_of(built).stat().st_mtime_ns
    built.build()
    assert manifest_of(built).stat().st_mtime_ns == before


def test_a_truncated_manifest_means_a_full_build(built) -> None:
    *lines, _ = manifest_of(built).read_text().splitlines()
    manifest_of(built).write_text("\n".join(lines))
    assert PAGE.format("a") in rebuilt(built)


def test_a_product_is_read_again_when_only_its_page_must_be_rendered(built) -> None:
    file = built.product("E", more="tags: [small]\n", body="The *same* text.")
    _age(built.content)
    built.build()
    page = built.output / PAGE.format("e")
    before = page.read_text()
    page.unlink()
    assert PAGE.format("e") in rebuilt(built)
    assert page.read_text() == before
    assert "<em>same</em>" in before
    assert file.stat().st_mtime_ns == 1_000_000 * 10**9


def test_a_setting_that_changes_renders_everything_as_a_first_build_would(built) -> None:
    rebuilt(built, SITENAME="Other")
    again = {path: path.read_bytes() for path in built.output.rglob("*.html")}
    manifest_of(built).unlink()
    built.build(SITENAME="Other")
    assert {path: path.read_bytes() for path in built.output.rglob("*.html")} == again
