from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.shopfront import BOOK, LAMP, MUG

from pelicart.cart import Cart, CartLine
from pelicart.cart.recheck import recheck
from pelicart.cart.shelf import Shelf
from pelicart.catalogue import Variant
from pelicart.views import Change

A5 = CartLine("BOOK", "BOOK-OCHRE-A5", 2, (), 2200)
A6 = CartLine("BOOK", "BOOK-OCHRE-A6", 2, (), 1800)
MUGS = CartLine("MUG", "MUG", 2, (), 1000)


def checked(*lines, stock=None, products=(BOOK, MUG, LAMP), currency="EUR"):
    shelf = Shelf({product.sku: product for product in products}, Counter(stock or {}))
    return recheck(Cart("a" * 26, currency, "en", lines), shelf)


def test_a_cart_that_can_be_ordered_is_unchanged():
    found = checked(A5, MUGS, stock={"BOOK-OCHRE": 2})
    assert found.changes == ()
    assert found.cart.lines == (A5, MUGS)
    assert (found.goods, [line.total for line in found.lines]) == (6400, [4400, 2000])


def test_products_that_are_gone_are_left_out_and_named():
    found = checked(MUGS, A5, CartLine("GONE", "GONE", 1), stock={"BOOK-OCHRE": 2})
    assert found.changes == (Change("withdrawn", "GONE"),)
    assert checked(MUGS, products=()).cart.lines == ()


def test_a_variant_that_is_gone_is_named_by_its_product():
    assert checked(CartLine("BOOK", "BOOK-BLUE-A5", 1)).changes == (
        Change("withdrawn", "Linen notebook"),
    )


def test_another_price_is_told_and_taken_over():
    dearer = replace(MUG, variants=(Variant("MUG", {"EUR": 1100}),))
    found = checked(MUGS, products=(dearer,))
    assert found.changes == (Change("price", "Mug", was=1000, now=1100),)
    assert found.cart.lines[0].seen == 1100
    assert checked(replace(MUGS, seen=None), products=(dearer,)).changes == ()


def test_what_is_left_is_given_to_the_lines_in_turn():
    found = checked(A5, A6, stock={"BOOK-OCHRE": 3})
    assert [line.quantity for line in found.cart.lines] == [2, 1]
    assert found.changes == (Change("stock", "Linen notebook", was=2, now=1),)


def test_what_is_sold_out_leaves_the_cart():
    found = checked(A5, MUGS)
    assert found.cart.lines == (MUGS,)
    assert found.changes == (Change("stock", "Linen notebook", was=2, now=0),)


def test_the_version_names_all_that_is_shown():
    named = replace(A5, extras=(("NAME", "Ada"),), seen=2700)
    stock = {"BOOK-OCHRE": 9}
    versions = {
        checked(*lines, stock=stock, currency=currency).version
        for currency in ("EUR", "USD")
        for lines in (
            (),
            (A5,),
            (A5, MUGS),
            (MUGS, A5),
            (replace(A5, quantity=3),),
            (named,),
            (replace(named, extras=(("NAME", "Bob"),)),),
        )
    }
    assert len(versions) == 14


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(-3, 20))
def test_never_more_is_kept_than_is_there(quantities, left):
    lines = [replace(A5, quantity=n, extras=(("NAME", str(i)),)) for i, n in enumerate(quantities)]
    found = checked(*lines, stock={"BOOK-OCHRE": left})
    kept = sum(line.quantity for line in found.lines)
    assert kept == min(max(left, 0), sum(quantities))
    assert [line.quantity for line in found.lines] == [line.quantity for line in found.cart.lines]
