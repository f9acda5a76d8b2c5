from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelican.plugins.pelicart.locale_data import text_of
from pelicart.catalogue import Product, Variant
from pelicart.errors import Misconfigured
from pelicart.publication import (
    LIVE_KEY,
    SHOP_KEY,
    Frame,
    Publication,
    live_of,
    page_data,
    page_from,
    page_key,
    page_of,
    product_of,
    read_publication,
    shop_of,
    text_from,
    writes,
)
from pelicart.store.memory import MemoryStore
from pelicart.writes import Refused

TEXT = text_of("fr", ("EUR",), [], [])
FRAME = Frame(("<title>", "title", "</title>", "head", "<main>", "main", "</main>"))
PRODUCT = Product(
    sku="MUG",
    name='Tom & "Jerry" \u2028 {{ 7*7 }}',
    url="/product/mug/",
    variants=(Variant("MUG", {"EUR": 2200}, stock_key="MUG"),),
    stock={"MUG": 3},
)
PUBLICATION = Publication(
    build="b1",
    shop={"currencies": ["EUR"], "build": "b1"},
    products=[PRODUCT],
    pages={"fr": (FRAME, TEXT)},
    live={"live/cart.html": "{{ view }}"},
)


def published(store: MemoryStore, publication: Publication = PUBLICATION) -> None:
    for write in writes(publication):
        try:
            store.write(write)
        except Refused:
            assert write.key == "STOCK#MUG"


def written(folder: Path) -> None:
    (folder / "pages" / "live").mkdir(parents=True)
    (folder / "build.json").write_text('{"build": "b1"}')
    (folder / "shop.json").write_text(json.dumps(PUBLICATION.shop))
    (folder / "catalogue.jsonl").write_text(PRODUCT.line() + "\n", "utf-8")
    (folder / "pages" / "fr.json").write_text(json.dumps(page_data(FRAME, TEXT)))
    (folder / "pages" / "live" / "cart.html").write_text("{{ view }}")


def test_a_folder_reads_as_what_was_published(tmp_path: Path) -> None:
    written(tmp_path)
    assert read_publication(tmp_path) == PUBLICATION


@pytest.mark.parametrize("missing", ["build.json", "shop.json", "catalogue.jsonl"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, missing: str) -> None:
    written(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(Misconfigured, match="no whole publication"):
        read_publication(tmp_path)


def test_every_item_reads_back_from_the_table() -> None:
    store = MemoryStore()
    published(store)
    keys = ["PRODUCT#MUG", page_key("fr"), LIVE_KEY, SHOP_KEY, "STOCK#MUG"]
    items = store.read(keys)
    assert product_of(items["PRODUCT#MUG"]) == PRODUCT
    assert page_of(items[page_key("fr")]) == (FRAME, TEXT)
    assert live_of(items[LIVE_KEY]) == PUBLICATION.live
    assert shop_of(items[SHOP_KEY]) == PUBLICATION.shop
    assert items["STOCK#MUG"]["avail"] == 3


def test_publishing_again_leaves_the_stock_as_it_has_become() -> None:
    store = MemoryStore()
    published(store)
    [counter] = [write for write in writes(PUBLICATION) if write.key == "STOCK#MUG"]
    assert counter.expect
    store.write(type(counter)("STOCK#MUG", add={"avail": -2}))
    published(store)
    assert store.read(["STOCK#MUG"])["STOCK#MUG"]["avail"] == 1


def test_the_methods_keep_the_merchants_order_in_the_table() -> None:
    store = MemoryStore()
    methods = {"transfer": {}, "card": {}, "paypal": {}}
    published(store, replace(PUBLICATION, shop={"methods": methods, "build": "b1"}))
    assert list(shop_of(store.read([SHOP_KEY])[SHOP_KEY])["methods"]) == list(methods)


def test_the_settings_with_the_build_id_are_written_last() -> None:
    assert [write.key for write in writes(PUBLICATION)][-1] == SHOP_KEY


@given(st.dictionaries(st.sampled_from(["title", "head", "main"]), st.text(), min_size=3))
def test_what_fills_a_frame_stays_as_it_is(blocks: dict[str, str]) -> None:
    page = FRAME.filled(blocks)
    assert page == (
        f"<title>{blocks['title']}</title>{blocks['head']}<main>{blocks['main']}</main>"
    )


def test_text_and_page_survive_json() -> None:
    assert text_from(json.loads(json.dumps(TEXT.as_data()))) == TEXT
    assert page_from(json.loads(json.dumps(page_data(FRAME, TEXT)))) == (FRAME, TEXT)
