import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pelicart.catalogue import Extra, Option, Product, Variant, product_from
from pelicart.errors import UnknownProduct

NOTEBOOK = Product(
    sku="NOTEBOOK",
    name="Linen notebook",
    url="/notebook/",
    options=(Option("Colour", ("Grey", "Ochre")), Option("Size", ("A6", "A5"))),
    variants=(
        Variant("NB-GREY-A6", {"EUR": 1800, "JPY": 2900}, ("Grey", "A6"), 180, "NOTEBOOK"),
        Variant("NB-GREY-A5", {"EUR": 2200}, ("Grey", "A5"), 300, "NOTEBOOK"),
        Variant("NB-OCHRE-A6", {"EUR": 1800}, ("Ochre", "A6"), 180, "NB-OCHRE"),
    ),
    extras=(Extra("GIFT", "Gift wrap", {"EUR": 300}), Extra("NAME", "Name", {"EUR": 500}, 20)),
    image="/images/notebook.svg",
    stock={"NOTEBOOK": 12, "NB-OCHRE": 4},
)

NAMES = st.text(max_size=12)
PRICES = st.dictionaries(st.sampled_from(["EUR", "JPY", "KWD"]), st.integers(0, 10**8), max_size=3)
PRODUCTS = st.builds(
    Product,
    sku=NAMES,
    name=NAMES,
    url=NAMES,
    variants=st.lists(
        st.builds(
            Variant,
            sku=NAMES,
            prices=PRICES,
            choice=st.lists(NAMES, max_size=2).map(tuple),
            weight=st.integers(0, 10**7),
            stock_key=st.none() | NAMES,
        ),
        max_size=3,
    ).map(tuple),
    options=st.lists(
        st.builds(Option, name=NAMES, values=st.lists(NAMES, max_size=3).map(tuple)), max_size=2
    ).map(tuple),
    extras=st.lists(
        st.builds(Extra, sku=NAMES, name=NAMES, prices=PRICES, text=st.integers(0, 100)), max_size=2
    ).map(tuple),
    digital=st.none() | NAMES,
    orderable=st.booleans(),
    stock=st.dictionaries(NAMES, st.integers(0, 1000), max_size=2),
)


@given(PRODUCTS)
def test_a_product_reads_back_from_its_line(product):
    line = product.line()
    assert "\n" not in line
    assert product_from(json.loads(line)) == product


def test_the_line_has_the_same_bytes_whatever_the_order_of_a_table():
    one = Variant("A", {"EUR": 1, "JPY": 2})
    two = Variant("A", {"JPY": 2, "EUR": 1})
    assert Product("A", "A", "/", (one,)).line() == Product("A", "A", "/", (two,)).line()


def test_option_values_choose_the_variant():
    assert NOTEBOOK.chosen({"Colour": "Ochre", "Size": "A6"}).sku == "NB-OCHRE-A6"
    assert NOTEBOOK.chosen({"Size": "A5", "Colour": "Grey", "x": "y"}).sku == "NB-GREY-A5"


@pytest.mark.parametrize(
    "choice", [{}, {"Colour": "Grey"}, {"Colour": "Ochre", "Size": "A5"}, {"Colour": "grey"}]
)
def test_a_choice_without_a_variant_is_unknown(choice):
    with pytest.raises(UnknownProduct):
        NOTEBOOK.chosen(choice)


def test_variants_and_extras_are_found_by_sku():
    assert NOTEBOOK.variant("NB-GREY-A5").prices == {"EUR": 2200}
    assert NOTEBOOK.extra("NAME").text == 20  # noqa: S610  no Django here
    with pytest.raises(UnknownProduct):
        NOTEBOOK.variant("NOTEBOOK")
    with pytest.raises(UnknownProduct):
        NOTEBOOK.extra("NB-GREY-A5")  # noqa: S610  no Django here
