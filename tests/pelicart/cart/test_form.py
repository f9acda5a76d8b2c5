from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.shopfront import BOOK, MUG

from pelicart.cart import Cart, CartLine
from pelicart.cart.form import line_from_form, read_quantity, updated
from pelicart.errors import BadForm, UnknownProduct

OCHRE = {"option.Colour": "Ochre", "option.Size": "A5"}
CART = Cart("a" * 26, "EUR", "en", (CartLine("MUG", "MUG", 1), CartLine("LAMP", "LAMP", 2)))


def line(form, product=BOOK, currency="EUR"):
    return line_from_form(form, product, currency)


def faults(form, product=BOOK):
    with pytest.raises(BadForm) as raised:
        line(form, product)
    return raised.value.fields


def test_options_choose_the_variant():
    assert line({**OCHRE, "quantity": "3"}) == CartLine("BOOK", "BOOK-OCHRE-A5", 3, (), 2200)


def test_extras_are_taken_when_ticked_or_written():
    form = {**OCHRE, "extra.GIFT": "on", "text.NAME": " Ada "}
    assert line(form).extras == (("GIFT", ""), ("NAME", "Ada"))
    assert line(form).seen == 2200 + 300 + 500
    assert line({**OCHRE, "text.NAME": " "}).extras == ()


def test_a_quantity_is_one_unless_said_otherwise():
    assert line({}, MUG).quantity == 1
    assert line({"quantity": "0"}, MUG).quantity == 1


def test_each_option_that_was_not_chosen_is_named():
    assert faults({"option.Size": ""}) == {"option.Colour": "choose", "option.Size": "choose"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [("x" * 21, "too-long"), ("a\u202eb", "characters"), ("\u00a0", None)],
)
def test_a_text_that_cannot_be_engraved_is_named(text, fault):
    form = {**OCHRE, "extra.NAME": "on", "text.NAME": text}
    assert faults(form) == {"extra.NAME": fault or "missing"}


@pytest.mark.parametrize(
    "form",
    [{"option.Colour": "Ochre", "option.Size": "A4"}, {**OCHRE, "extra.NONE": ""},
     {**OCHRE, "extra.": ""}, {**OCHRE, "text.NONE": "x"}],
)  # fmt: skip
def test_what_the_product_has_not_is_unknown_and_not_repeated(form):
    with pytest.raises(UnknownProduct) as raised:
        line(form)
    assert raised.value.ids in ({}, {"sku": "BOOK"})


def test_a_product_not_for_sale_or_without_a_price_is_unknown():
    with pytest.raises(UnknownProduct):
        line({}, replace(MUG, orderable=False))
    with pytest.raises(UnknownProduct):
        line({}, MUG, "JPY")


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), (" 12 ", 12), ("9999", 9999)])
def test_a_quantity_is_up_to_four_digits(text, number):
    assert read_quantity(text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", "10000", "٣", "²", "NaN", "0x1"])
def test_other_texts_are_no_quantity(text):
    with pytest.raises(BadForm):
        read_quantity(text)


def test_quantities_and_removals_apply_to_the_lines_as_shown():
    changed = updated(CART, {"quantity.0": "0", "quantity.1": "50"}, 20)
    assert [(one.sku, one.quantity) for one in changed.lines] == [("LAMP", 20)]
    assert updated(CART, {"remove": "1", "quantity.1": "9"}, 20).lines == CART.lines[:1]


@pytest.mark.parametrize(
    "form", [{}, {"quantity.2": "1"}, {"remove": "2"}, {"remove": "-1"}, {"quantity.x": "1"}]
)
def test_lines_that_are_not_there_change_nothing(form):
    assert updated(CART, form, 20) == CART


@given(
    st.dictionaries(
        st.sampled_from(["quantity.0", "quantity.1", "quantity.01", "quantity.9999", "remove"]),
        st.integers(0, 9999).map(str),
    )
)
def test_no_quantity_leaves_the_shops_bounds(form):
    for one in updated(CART, form, 20).lines:
        assert 1 <= one.quantity <= 20
