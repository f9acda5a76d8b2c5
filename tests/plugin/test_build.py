"""Whole builds: what a shopper's browser and the functions are given."""

from __future__ import annotations

import json
from pathlib import Path

import lxml.html
import pytest
from blinker import signal
from pelican.plugins.signals import content_written
from pelican.writers import FileOverwriteFailedError

from pelicart.publication import read_publication
from pelicart.settings import shop_from

EVIL = 'Tom & "Jerry" <b> {{ 7*7 }} é 漢 </script>'


def evil(site):
    return site.product(
        "EVIL", title=f"'{EVIL}'", more="slug: evil\ncategory: 'A & B'\nsummary: '<i> & \"'\n"
    )


def form_of(page: str) -> dict[str, list[str]]:
    [form] = lxml.html.fromstring(page).xpath('//form[@action="/shop/cart"]')
    assert form.method == "POST"
    fields: dict[str, list[str]] = {}
    for element in form.xpath(".//input|.//select/option[@value!='']"):
        name = element.get("name") or element.getparent().get("name")
        fields.setdefault(name, []).append(element.get("value"))
    return fields


def test_a_product_page_has_a_form_that_the_cart_understands(site) -> None:
    site.product(
        "BOOK",
        more="options:\n  - {name: Size, values: [A6, {name: A5, price: +4.00 EUR}]}\n"
        "extras:\n  - {sku: GIFT, name: Gift wrap, price: 3.00 EUR}\n"
        "  - {sku: NAME, name: Engraving, price: 5.00 EUR, text: 12}\n",
    )
    site.build()
    fields = form_of(site.page("product/product-book/index.html"))
    assert fields["sku"] == ["BOOK"]
    assert fields["option.Size"] == ["A6", "A5"]
    assert fields["lang"] == ["en"]
    assert fields["currency"] == ["EUR"]
    assert fields["quantity"] == ["1"]
    assert fields["extra.GIFT"] == ["1"]
    assert "text.NAME" in fields


def test_many_values_are_a_list_to_choose_from(site) -> None:
    site.product("SHOE", more="options:\n  - {name: Size, values: [36, 37, 38, 39, 40, 41, 42]}\n")
    site.build()
    page = site.page("product/product-shoe/index.html")
    assert "<select" in page
    assert form_of(page)["option.Size"] == ["36", "37", "38", "39", "40", "41", "42"]


def test_any_text_of_a_title_stays_text(site) -> None:
    evil(site)
    site.build()
    for path in ("product/evil/index.html", "products/index.html"):
        tree = lxml.html.fromstring(site.page(path))
        assert EVIL in tree.text_content()
        assert "49" not in tree.text_content()
        assert not tree.xpath("//b")
    category = site.page("products/category/a-b/index.html")
    assert "<h1>A &amp; B</h1>" in category


def test_structured_data_cannot_end_its_script(site) -> None:
    evil(site)
    site.build()
    tree = lxml.html.fromstring(site.page("product/evil/index.html"))
    [script] = tree.xpath('//script[@type="application/ld+json"]')
    assert json.loads(script.text)["name"] == EVIL


def test_an_option_makes_a_product_group_with_an_offer_for_each_variant(site) -> None:
    site.product(
        "BOOK", more="options:\n  - {name: Colour, values: [Grey, {name: Ochre, stock: 0}]}\n"
    )
    site.build()
    tree = lxml.html.fromstring(site.page("product/product-book/index.html"))
    data = json.loads(tree.xpath('//script[@type="application/ld+json"]')[0].text)
    assert data["@type"] == "ProductGroup"
    assert data["variesBy"] == ["https://schema.org/color"]
    grey, ochre = data["hasVariant"]
    assert grey["sku"] == "BOOK-GREY"
    assert grey["offers"]["price"] == "18.00"
    assert grey["offers"]["availability"].endswith("InStock")
    assert ochre["offers"]["availability"].endswith("OutOfStock")


@pytest.mark.parametrize(("price", "told"), [("8", "€8.00"), ("0", "free")])
def test_a_reduced_price_stands_beside_the_earlier_one(site, price: str, told: str) -> None:
    site.product("MUG", price=price, more="was: 12.50 EUR\n")
    site.build()
    for path in ("product/product-mug/index.html", "products/index.html"):
        [earlier] = lxml.html.fromstring(site.page(path)).xpath('//s[@class="shop-was"]')
        [whole] = earlier.xpath("ancestor::p")
        said = " ".join(whole.text_content().split())
        assert said == f"{told} instead of €12.50"
    page = site.page("product/product-mug/index.html")
    [data] = lxml.html.fromstring(page).xpath('//script[@type="application/ld+json"]')
    assert "12.50" not in data.text
    assert b"1250" not in (site.publication / "catalogue.jsonl").read_bytes()


def test_a_product_page_names_its_canonical_address(site) -> None:
    site.product("MUG")
    site.build()
    [link] = lxml.html.fromstring(site.page("product/product-mug/index.html")).xpath(
        '//link[@rel="canonical"]'
    )
    assert link.get("href") == "https://shop.example/product/product-mug/"


@pytest.mark.parametrize("more", ["stock: 0\n", "for_sale: false\n"])
def test_what_cannot_be_bought_has_no_form(site, more: str) -> None:
    site.product("MUG", more=more)
    site.build()
    assert "/shop/cart" not in site.page("product/product-mug/index.html")


def test_hidden_is_for_sale_but_not_listed_and_a_draft_is_neither(site) -> None:
    site.product("SEEN")
    site.product("HIDDEN", more="status: hidden\n")
    site.product("DRAFT", more="status: draft\n")
    site.build()
    listing = site.page("products/index.html")
    assert "Product SEEN" in listing
    assert "Product HIDDEN" not in listing
    assert "Product DRAFT" not in listing
    assert (site.output / "product/product-hidden/index.html").is_file()
    assert (site.output / "drafts/product/product-draft/index.html").is_file()
    assert not (site.output / "product/product-draft").exists()
    published = read_publication(site.publication)
    assert [product.sku for product in published.products] == ["HIDDEN", "SEEN"]


def test_pages_of_a_listing_never_collide_with_another_category(site) -> None:
    for number in range(3):
        site.product(f"A{number}", more="category: size 1\ntags: [tag 1]\n")
    site.product("B", more="category: size 12\ntags: [tag 12]\n")
    site.build(SHOP={"currencies": ["EUR"], "per_page": 1})
    made = {path.relative_to(site.output).as_posix() for path in site.output.rglob("index.html")}
    assert {
        "products/page/4/index.html",
        "products/category/size-1/index.html",
        "products/category/size-1/page/2/index.html",
        "products/category/size-12/index.html",
        "products/tag/tag-1/page/3/index.html",
        "products/tag/tag-12/index.html",
    } <= made
    assert "Product B" in site.page("products/category/size-12/index.html")
    assert "Product A1" in site.page("products/category/size-1/page/2/index.html")


@pytest.mark.parametrize("date", [None, "fs"])
def test_pelican_takes_no_product_for_an_article_or_a_page(site, date: str | None) -> None:
    site.product("MUG", path="content/products/deep/er/mug.md")
    site.write("content/news.rst", "News\n####\n\n:date: 2026-01-01\n\nText.\n")
    settings = {"DEFAULT_DATE": date} if date else {}
    site.build(PAGE_PATHS=[""], ARTICLE_EXCLUDES=["pages"], STATIC_PATHS=["products"], **settings)
    made = [path.name for path in site.output.rglob("*") if "mug" in path.name]
    assert made == ["product-mug"]


def test_a_site_without_shop_settings_is_left_alone(site) -> None:
    site.product("MUG")
    pelican = site.build(SHOP={"currencies": ["EUR"]})
    assert "PELICART" in pelican.settings
    settings = site._all({})
    del settings["SHOP"]
    from pelican.settings import read_settings  # noqa: PLC0415

    from pelican import Pelican  # noqa: PLC0415
    from pelican.plugins.pelicart.conf import CONF  # noqa: PLC0415

    plain = Pelican(read_settings(override=settings))
    assert CONF not in plain.settings
    assert plain.settings["ARTICLE_EXCLUDES"] == ["pages"]


def test_links_in_bodies_lead_to_articles_products_and_files(site) -> None:
    site.write(
        "content/news.rst", "News\n####\n\n:date: 2026-01-01\n\n`x <{filename}products/mug.md>`_\n"
    )
    site.write("content/images/big.svg", "<svg/>")
    site.product("MUG", body="[news]({filename}../news.rst) [pot]({filename}pot.md#top) "
                             "![big]({static}/images/big.svg)")  # fmt: skip
    site.product("POT")
    site.build(ARTICLE_SAVE_AS="{slug}.html", ARTICLE_URL="{slug}.html")
    tree = lxml.html.fromstring(site.page("product/product-mug/index.html"))
    hrefs = tree.xpath("//a/@href")
    assert "https://shop.example/news.html" in hrefs
    assert "https://shop.example/product/product-pot/#top" in hrefs
    assert "https://shop.example/images/big.svg" in tree.xpath("//img/@src")
    assert (site.output / "images/big.svg").is_file()
    assert "https://shop.example/product/product-mug/" in site.page("news.html")


def test_pictures_are_copied_from_beside_the_product_or_from_the_top(site) -> None:
    site.write("content/images/top.svg", "<svg/>")
    site.write("content/products/beside.svg", "<svg/>")
    site.product(
        "MUG",
        more="images:\n  - {file: images/top.svg, alt: Top}\n  - {file: beside.svg, alt: Beside}\n",
    )
    site.build(STATIC_PATHS=[])
    [product] = read_publication(site.publication).products
    assert product.image == "/images/top.svg"
    assert (site.output / "images/top.svg").is_file()
    assert (site.output / "products/beside.svg").is_file()


def test_own_fields_reach_the_template_as_they_were_written(site) -> None:
    site.write(
        "theme/templates/product.html", "{{ product.fields.care }}|{{ product.fields.size_cm }}"
    )
    site.product("MUG", more="care: Wash & dry\nsize_cm: 12.50\n")
    site.build(THEME=str(site.folder / "theme"))
    assert site.page("product/product-mug/index.html") == "Wash &amp; dry|12.50"


def test_another_plugin_sees_every_product_page_with_its_product(site) -> None:
    site.product("MUG")
    site.build()
    seen = {}

    def receive(path: str, context: dict) -> None:
        seen[Path(path).parent.name] = context.get("page")

    content_written.connect(receive)
    try:
        site.build()
    finally:
        content_written.disconnect(receive)
    assert seen["product-mug"].status == "published"
    assert seen["product-mug"].metadata["title"] == "Product MUG"


def test_the_publication_reads_back_as_it_was_built(site) -> None:
    site.product("MUG", more="stock: 3\nweight: 380 g\n")
    site.build(SHOP={"currencies": ["EUR"], "languages": ["en", "fr"], "per_page": 5})
    publication = read_publication(site.publication)
    shop = shop_from(publication.shop)
    assert shop.build == publication.build
    assert shop.name == "Shop"
    assert shop.origin == "https://shop.example"
    assert set(publication.pages) == {"en", "fr"}
    assert "per_page" not in publication.shop
    assert publication.products[0].stock == {"MUG": 3}
    assert "live/cart.html" in publication.live
    mark = json.loads((site.output / ".well-known/pelicart.json").read_text())
    assert mark == {"build": publication.build}


def test_a_frame_is_root_absolute_in_its_language_and_has_its_holes(site) -> None:
    site.build(SHOP={"currencies": ["EUR"], "languages": ["en", "fr"]})
    frame, text = read_publication(site.publication).pages["fr"]
    page = frame.filled({"title": "TITLE", "head": "HEAD", "main": "MAIN"})
    assert '<html lang="fr">' in page
    assert "<title>TITLE</title>" in page
    assert "HEAD</head>" in page.replace("\n", "").replace(" ", "")
    assert "https://shop.example" not in page.replace("https://shop.example/feeds", "")
    assert text.countries["DE"] == "Allemagne"
    assert text.patterns.money(123450, "EUR") == "1\u202f234,50\xa0€"


def test_a_page_of_the_theme_is_never_parsed_again(site) -> None:
    base = (
        "<html lang='{% block html_lang %}{% endblock %}'><head><title>{% block title %}"
        "{% endblock %}</title>{% block head %}{% endblock %}</head><body>"
        "{% raw %}{{ secret }} {% boom %} </script> {# no #}{% endraw %}"
        "{% block content %}{% endblock %}</body></html>"
    )
    site.write("theme/templates/base.html", base)
    site.build(THEME=str(site.folder / "theme"), DIRECT_TEMPLATES=[])
    frame, _ = read_publication(site.publication).pages["en"]
    page = frame.filled({"title": "", "head": "", "main": "{{ 7*7 }}"})
    assert "{{ secret }} {% boom %} </script> {# no #}" in page
    assert "{{ 7*7 }}" in page


def test_a_theme_without_the_block_for_content_is_a_problem(site) -> None:
    site.write("theme/templates/base.html", "<head>{% block head %}{% endblock %}</head>")
    [problem] = site.problems(THEME=str(site.folder / "theme"), DIRECT_TEMPLATES=[])
    assert "frame.html:1: base.html shows its block content 0 times" in problem


def test_an_unknown_variable_in_a_live_template_stops_the_build_at_its_line(tried_site) -> None:
    site = tried_site
    site.write(
        "theme/templates/live/cart.html", "{% block main %}\n{{ view.nonsense }}{% endblock %}"
    )
    [problem] = site.problems(THEME=str(site.folder / "theme"))
    assert problem.startswith("live/cart.html:2: It fails for the sample")
    assert "nonsense" in problem


def test_a_stopped_build_leaves_no_build_id_beside_the_old_publication(site) -> None:
    site.product("MUG")
    site.build()
    published = (site.publication / "build.json").read_text()
    site.product("MUG", more="template: nowhere\n")
    [problem] = site.problems()
    assert "There is no template nowhere.html." in problem
    assert not (site.output / ".well-known/pelicart.json").exists()
    assert (site.publication / "build.json").read_text() == published


def test_two_builds_of_the_same_content_have_the_same_id(site) -> None:
    site.product("MUG")
    ids = []
    for folder in ("one", "two"):
        output = site.folder / folder / "output"
        site.build(OUTPUT_PATH=str(output), CACHE_PATH=str(site.folder / folder / "cache"))
        ids.append(read_publication(output.parent / "publication").build)
    assert ids[0] == ids[1]


def test_the_home_page_may_show_products_as_cards(site) -> None:
    site.product("MUG")
    home = "{% for product in products[:3] %}<li>{{ card(product, 3) }}</li>{% endfor %}"
    site.write("theme/templates/index.html", home)
    site.build(THEME=str(site.folder / "theme"))
    assert '<a href="https://shop.example/product/product-mug/">Product MUG</a>' in (
        site.page("index.html")
    )


def test_relative_addresses_work_from_every_depth(site) -> None:
    site.product("MUG", more="category: Cups\n", body="[pot]({filename}pot.md)")
    site.product("POT", more="category: Cups\n")
    site.build(RELATIVE_URLS=True, SITEURL="")
    page = site.page("product/product-mug/index.html")
    assert 'href="../../product/product-pot/"' in page
    assert 'href="../../products/category/cups/"' in page
    listing = site.page("products/index.html")
    assert 'href="../product/product-mug/"' in listing


def test_other_plugins_may_add_to_the_context_of_product_pages(site) -> None:
    def add(generator, metadata: dict) -> None:
        metadata["greeting"] = f"Hello from {len(generator.shelf.entries)} product"

    signal("product_generator_context").connect(add)
    site.write("theme/templates/product.html", "{{ greeting }}")
    site.product("MUG")
    site.build(THEME=str(site.folder / "theme"))
    assert site.page("product/product-mug/index.html") == "Hello from 1 product"


def test_a_theme_may_extend_the_plugins_own_template(site) -> None:
    site.write(
        "theme/templates/product.html",
        '{% extends "!pelicart/product.html" %}'
        "{% block title %}<{{ product.title }}>{% endblock %}",
    )
    site.product("MUG", title="'A & B'")
    site.build(THEME=str(site.folder / "theme"))
    page = site.page("product/a-b/index.html")
    assert "<title><A &amp; B></title>" in page
    assert form_of(page)["sku"] == ["MUG"]


def test_templates_that_are_not_ours_escape_as_the_site_says(site) -> None:
    site.write("theme/templates/index.html", "{{ '<&>' }}")
    site.build(THEME=str(site.folder / "theme"))
    assert site.page("index.html") == "<&>"


def test_a_page_of_pelican_at_the_address_of_a_product_stops_the_build(site) -> None:
    site.product("MUG", more="url: pages/about.html\n")
    site.write("content/pages/about.rst", "About\n#####\n\nText.\n")
    with pytest.raises(FileOverwriteFailedError):
        site.build()


def test_the_only_neighbour_of_a_product_is_shown_once(site) -> None:
    for sku in ("A", "B"):
        site.product(sku, more="category: Paper\n")
    site.build()
    assert site.page("product/product-a/index.html").count(">Product B</a>") == 1
