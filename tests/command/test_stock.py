import json
import os
from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.catalogue import Option, Product, Variant
from pelicart.errors import TableDown
from pelicart.levels import levels_from
from pelicart.orders.moves import event, place
from pelicart.publication import Publication
from pelicart.writes import Write
from pelicart_command.publish import publish

EUR = {"EUR": 900}
MUG = Product("MUG", "Mug", "/mug/", (Variant("MUG", EUR, stock_key="MUG"),), stock={"MUG": 5})
PEN = Product(
    "PEN",
    "Fountain pen",
    "/pen/",
    (
        Variant("PEN-FINE", EUR, ("Fine",)),
        Variant("PEN-BROAD", EUR, ("Broad",), stock_key="PEN-BROAD"),
    ),
    (Option("Nib", ("Fine", "Broad")),),
    stock={"PEN-BROAD": 2},
)
BOOK = Product(
    "BOOK",
    "Book",
    "/book/",
    tuple(
        Variant(f"BOOK-{c}-{s}", EUR, (c, s), stock_key="BOOK" if c == "GREY" else "BOOK-OCHRE")
        for c in ("GREY", "OCHRE")
        for s in ("A5", "A6")
    ),
    (Option("Colour", ("GREY", "OCHRE")), Option("Size", ("A5", "A6"))),
    stock={"BOOK": 9, "BOOK-OCHRE": 0},
)
CARD = Product("CARD", "Card", "/card/", (Variant("CARD", EUR),))
PRODUCTS = (MUG, PEN, BOOK, CARD)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Writes the publication of a shop into this folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOGNAME", "ada")

    def written(*products, **settings):
        folder = tmp_path / "publication"
        (folder / "pages").mkdir(parents=True, exist_ok=True)
        shop = {"currencies": ["EUR"], **settings}
        (folder / "build.json").write_text('{"build": "b1"}')
        (folder / "shop.json").write_text(json.dumps(shop))
        (folder / "catalogue.jsonl").write_text("".join(f"{one.line()}\n" for one in products))
        return Publication("b1", shop, products, {}, {})

    return written


@pytest.fixture
def published(shop, store):
    publish(shop(*PRODUCTS), store)


@pytest.fixture
def sold(store):
    """Puts an order of one product's units into the store."""

    def order(counter, units, state="paid", name="A", history=()):
        line = a_line(quantity=units, stock_key=counter)
        entries = tuple(event(one, NOW, "checkout") for one in ("new", *history, state))
        one = an_order(a_quote(line), id=name * 26, state=state, history=entries)
        store.write_all(place(one, "2027-01"))
        return one

    return order


def told(pelicart, *argv):
    code, out, err = pelicart("stock", *argv)
    assert (code, err) == (0, "")
    return out


def refused(pelicart, store, *argv):
    """The answer to what is refused; nothing was written."""
    before = store.snapshot()
    code, out, err = pelicart("stock", *argv)
    assert (code, out) == (1, "")
    assert store.snapshot() == before
    return err


def test_every_counter_is_listed_with_what_is_for_sale_held_and_to_send(pelicart, published, sold):
    sold("MUG", 2, "pending", "A")
    sold("MUG", 1, "paid", "B")
    sold("MUG", 1, "fulfilled", "C")
    sold("BOOK", 1, "awaiting", "D")
    assert told(pelicart).splitlines() == [
        "COUNTER     FOR SALE  HELD  TO SEND  WHAT",
        "MUG                1     2        1  Mug                   low",
        "PEN-BROAD          2     0        0  Fountain pen (Broad)  low",
        "BOOK               8     1        0  Book (GREY)",
        "BOOK-OCHRE         0     0        0  Book (OCHRE)          sold out",
    ]


def test_how_few_are_low_is_a_setting(pelicart, shop, store):
    publish(shop(MUG, stock={"low": 5}), store)
    assert told(pelicart).splitlines()[1].endswith("low")
    shop(MUG, stock={"low": 0})
    assert not told(pelicart).splitlines()[1].endswith("low")


def test_a_counter_that_was_not_published_yet_says_so(pelicart, shop, published):
    vase = Product("VASE", "Vase", "/v/", (Variant("VASE", EUR, stock_key="VASE"),))
    shop(*PRODUCTS, vase)
    assert "VASE               -     0        0  Vase                  not published yet" in told(
        pelicart
    )
    assert "there is no counter 'VASE' in the table" in pelicart("stock", "VASE", "+1")[2]


def test_units_of_a_counter_that_no_product_names_any_more_are_listed(
    pelicart, shop, published, sold
):
    sold("MUG", 2, "paid")
    shop(PEN, CARD)
    assert "MUG               3     0        2  no product names it any more" in told(pelicart)
    assert told(pelicart, "MUG").splitlines()[0] == "MUG: no product names it any more"


def test_where_nothing_is_counted_it_says_so(pelicart, shop, store):
    publish(shop(CARD), store)
    assert told(pelicart) == "Nothing is counted.\n"


def test_without_a_local_publication_the_tables_own_counters_are_listed(
    pelicart, published, tmp_path
):
    before = told(pelicart)
    (tmp_path / "publication" / "catalogue.jsonl").unlink()
    lines = told(pelicart).splitlines()
    assert sorted(lines) == sorted(before.splitlines())


def test_where_nothing_was_published_it_says_so(pelicart, tmp_path, monkeypatch, store):
    monkeypatch.chdir(tmp_path)
    assert "nothing is published" in refused(pelicart, store)


def test_units_are_put_in_and_taken_off(pelicart, published, store):
    assert told(pelicart, "MUG", "+12") == "MUG: 12 more, 17 for sale now.\n"
    assert told(pelicart, "MUG", "-2", "--reason", "broken") == "MUG: 2 fewer, 15 for sale now.\n"
    item = store.snapshot()["STOCK#MUG"]
    assert (item["avail"], item["stocked"]) == (15, 15)
    log = [(one["change"], one["by"], one["why"], one["at"]) for one in item["log"]]
    assert log == [(12, "ada", "", NOW), (-2, "ada", "broken", NOW)]


def test_a_variant_is_counted_by_its_counter(pelicart, published):
    assert told(pelicart, "BOOK-OCHRE-A6", "+1") == "BOOK-OCHRE: 1 more, 1 for sale now.\n"


def test_what_is_not_counted_is_refused_with_what_to_do(pelicart, published, store):
    for sku in ("CARD", "PEN-FINE"):
        assert f"{sku} isn't counted" in refused(pelicart, store, sku, "+1")


def test_a_name_that_nobody_knows_is_refused(pelicart, published, store):
    for argv in (["MUGG", "+1"], ["MUGG", "--count", "2"], ["MUGG"]):
        assert "there is no counter 'MUGG' in the table" in refused(pelicart, store, *argv)


@pytest.mark.parametrize("typed", ["5", "+", "five", "+0", "-0", "+5.5", "+99999999", "+١"])
def test_a_change_needs_a_sign_and_a_whole_number(pelicart, published, store, typed):
    assert f"{typed!r} is no change: write +5" in refused(pelicart, store, "MUG", typed)


def test_what_orders_own_is_not_taken_off(pelicart, published, sold, store):
    sold("MUG", 3)
    err = refused(pelicart, store, "MUG", "-3")
    assert "only 2 of MUG are for sale, so 3 can't be taken off" in err
    assert "Take off 2 at most" in err
    assert "Nothing was changed" in err
    sold("MUG", 2, name="B")
    assert "None can be taken off" in refused(pelicart, store, "MUG", "-1")


def test_counting_the_shelf_reckons_with_what_orders_own(pelicart, published, sold, store):
    sold("MUG", 1, "pending", "A")
    sold("MUG", 1, "paid", "B")
    sold("MUG", 1, "fulfilled", "C")
    out = told(pelicart, "MUG", "--count", "7", "--reason", "stocktaking")
    assert (
        out == "MUG: counted 7, 3 more than in the books; 5 for sale now, 1 held and 1 to send.\n"
    )
    item = store.snapshot()["STOCK#MUG"]
    assert (item["avail"], item["stocked"]) == (5, 8)
    assert told(pelicart, "MUG", "--count", "7").startswith("MUG: counted 7, as in the books; 5")
    assert told(pelicart, "MUG", "--count", "6").startswith("MUG: counted 6, 1 fewer than in the")


def test_a_shelf_with_less_than_is_owed_to_orders_is_refused(pelicart, published, sold, store):
    sold("MUG", 3)
    err = refused(pelicart, store, "MUG", "--count", "2")
    assert "orders own 3 of MUG that weren't sent, and only 2 are there" in err
    assert "pelicart stock MUG -2" in err


def test_a_count_waits_for_orders_that_are_not_listed_yet(pelicart, published, sold, store):
    order = sold("MUG", 1)
    store.write(Write(f"ORDER#{order.id}", set={"listing": "ORDERS#none"}))
    err = refused(pelicart, store, "MUG", "--count", "5")
    assert "one may be too new to be listed" in err
    assert "The orders found own 1 fewer than were sold" in told(pelicart, "MUG")


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["MUG", "+1", "--count", "2"], "write either +1 or --count 2"),
        (["--count", "2"], "--count of what?"),
        (["MUG", "--save"], "--save saves all levels"),
        (["MUG", "--reason", "because"], "--reason of what?"),
        (["--reason", "because"], "--reason of what?"),
        (["MUG", "--count", "-1"], "--count is from 0"),
        (["MUG", "+1", "--reason", "x" * 121], "--reason is longer than 120"),
    ],
)
def test_what_cannot_be_meant_is_refused(pelicart, published, store, argv, why):
    assert why in refused(pelicart, store, *argv)


def test_one_counter_shows_where_its_units_are_and_who_changed_it(pelicart, published, sold):
    told(pelicart, "BOOK", "+3", "--reason", "delivery  of May")
    sold("BOOK", 2, "pending", "B")
    sold("BOOK", 1, "fulfilled", "C")
    told(pelicart, "BOOK", "--count", "12")
    assert told(pelicart, "BOOK").splitlines() == [
        "BOOK: Book (GREY)",
        "Counts BOOK-GREY-A5, BOOK-GREY-A6",
        "",
        "    10  for sale",
        "     2  held by orders that are not paid yet, or looked at",
        "     0  paid and to send",
        "     1  gone: sent, or refunded and not put back",
        "    13  put in altogether",
        "",
        "Changed",
        "  2027-01-15 08:00  +1; counted 12 on the shelf; by ada",
        "  2027-01-15 08:00  +3; by ada; delivery of May",
    ]


def test_only_the_last_changes_are_remembered(pelicart, published):
    for _ in range(25):
        told(pelicart, "MUG", "+1")
    out = told(pelicart, "MUG")
    assert "Changed (the last 20 times)" in out
    assert out.count("by ada") == 20
    assert "    30  put in altogether" in out


def test_levels_are_saved_beside_the_publication(pelicart, published, tmp_path):
    out = told(pelicart, "--save")
    assert out == "Saved 4 levels of 2027-01-15 08:00 to stock.json: 1 sold out.\n"
    levels = levels_from((tmp_path / "stock.json").read_text())
    assert levels.at == NOW
    assert levels.units == {"MUG": 5, "PEN-BROAD": 2, "BOOK": 9, "BOOK-OCHRE": 0}


def test_levels_are_saved_where_the_settings_say(pelicart, shop, store, tmp_path):
    publish(shop(MUG, stock={"levels": "levels.json"}), store)
    told(pelicart, "--save", "--publication", os.fspath(tmp_path / "publication"))
    assert levels_from((tmp_path / "levels.json").read_text()).units == {"MUG": 5}


def test_an_answer_that_got_lost_is_looked_up(pelicart, published, store, monkeypatch):
    written = store.write
    lost = iter([True])

    def write(one):
        item = written(one)
        if next(lost, False):
            raise TableDown
        return item

    monkeypatch.setattr(store, "write", write)
    assert told(pelicart, "MUG", "+1") == "MUG: 1 more, 6 for sale now.\n"


def test_a_table_that_never_answers_says_where_to_look(pelicart, published, store, monkeypatch):
    def write(_):
        raise TableDown

    monkeypatch.setattr(store, "write", write)
    assert "look with  pelicart stock MUG" in refused(pelicart, store, "MUG", "+1")


def test_a_product_that_becomes_counted_starts_with_what_its_file_says(shop, store, pelicart):
    publish(shop(CARD), store)
    card = replace(CARD, variants=(replace(CARD.variants[0], stock_key="CARD"),), stock={"CARD": 4})
    publish(shop(card), store)
    assert "CARD            4     0        0  Card" in told(pelicart)


def test_a_product_counted_again_goes_on_where_it_stopped(shop, store, pelicart):
    uncounted = replace(MUG, variants=(Variant("MUG", EUR),), stock={})
    for mug in (MUG, uncounted, MUG):
        publish(shop(mug), store)
    told(pelicart, "MUG", "-2")
    publish(shop(uncounted), store)
    publish(shop(replace(MUG, stock={"MUG": 50})), store)
    assert "MUG             3     0        0  Mug   low" in told(pelicart)
