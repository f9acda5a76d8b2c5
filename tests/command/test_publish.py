import json
from dataclasses import replace

import pytest

from pelicart.catalogue import Product, Variant
from pelicart.order import product_key
from pelicart.publication import Publication, product_of
from pelicart.writes import Write
from pelicart_command.publish import publish

MUG = Product(
    "MUG", "Mug", "/mug/", (Variant("MUG", {"EUR": 900}, stock_key="MUG"),), stock={"MUG": 3}
)
PEN = Product("PEN", "Pen", "/pen/", (Variant("PEN", {"EUR": 200}),))


def publication(*products, build="1"):
    return Publication(build, {"build": build, "currencies": ["EUR"]}, products, {}, {})


def sellable(store, sku):
    return product_of(store.read([product_key(sku)])[product_key(sku)]).orderable


def test_a_publication_stands_in_the_table(store):
    assert publish(publication(MUG, PEN), store) == []
    assert product_of(store.read(["PRODUCT#MUG"])["PRODUCT#MUG"]) == MUG
    assert store.read(["STOCK#MUG"])["STOCK#MUG"]["avail"] == 3
    assert json.loads(store.read(["SHOP"])["SHOP"]["body"])["build"] == "1"


def test_publishing_again_never_touches_what_is_on_hand(store):
    publish(publication(MUG), store)
    store.write(Write("STOCK#MUG", add={"avail": -2}))
    publish(publication(replace(MUG, stock={"MUG": 50}), build="2"), store)
    assert store.read(["STOCK#MUG"])["STOCK#MUG"]["avail"] == 1


def test_a_product_that_left_the_catalogue_can_be_named_but_not_sold(store):
    publish(publication(MUG, PEN), store)
    assert publish(publication(PEN), store) == ["MUG"]
    assert not sellable(store, "MUG")
    assert sellable(store, "PEN")


def test_a_product_that_comes_back_is_sold_again(store):
    publish(publication(MUG, PEN), store)
    publish(publication(PEN), store)
    assert publish(publication(MUG, PEN), store) == []
    assert sellable(store, "MUG")


def test_withdrawing_more_products_than_one_read_takes(store):
    many = [replace(PEN, sku=f"PEN{n}", variants=()) for n in range(230)]
    publish(publication(*many), store)
    assert len(publish(publication(PEN), store)) == 230


def test_without_a_build_there_is_nothing_to_publish(pelicart, tmp_path):
    code, out, err = pelicart("publish", str(tmp_path))
    assert (code, out) == (1, "")
    assert "publication" in err


@pytest.mark.parametrize("endpoint", ["", "https://dynamodb.eu-west-1.amazonaws.com"])
def test_a_table_that_is_not_the_demos_is_left_alone(pelicart, monkeypatch, store, endpoint):
    import pelicart_command.publish as command  # noqa: PLC0415

    wired = replace(command.wiring(), environment={"AWS_ENDPOINT_URL_DYNAMODB": endpoint})
    monkeypatch.setattr(command, "wiring", lambda: wired)
    code, _, err = pelicart("publish")
    assert (code, store.snapshot()) == (1, {})
    assert "--demo" in err
