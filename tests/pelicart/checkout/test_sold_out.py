"""What sells out while somebody shops: cart, review and order go by the table, at once."""

import pytest

from pelicart.orders.stocking import adjust, count
from pelicart.stock import Said

OCHRE = {"option.Colour": "Ochre", "option.Size": "A5"}


@pytest.fixture
def said(front):
    marks = iter("abcdefgh")
    return lambda: Said(front.moment, "merchant", "", next(marks))


@pytest.fixture
def filled(front, ada):
    """Two wrapped notebooks, a mug that nobody counts and the only lamp there is."""
    ada.adds("BOOK", quantity="2", **OCHRE, **{"extra.GIFT": "1"})
    ada.adds("MUG")
    ada.adds("LAMP")
    return ada


def sell(front, counter, units):
    """Somebody else takes units off the counter."""
    front.restock(counter, front.stock(counter) - units)


def test_a_line_with_an_extra_that_sold_out_leaves_the_cart_with_its_extra(front, filled):
    sell(front, "BOOK-OCHRE", 4)
    page = filled.get("/shop/cart")
    assert "Linen notebook is sold out at the moment" in page.text
    (list_,) = page.tree.xpath("//ul[@class='shop-lines']")
    assert "Gift wrap" not in list_.text_content()
    assert "Linen notebook" not in list_.text_content()
    assert "Mug" in list_.text_content()
    page = filled.submit(page, "update")
    assert "sold out" not in page.text


def test_a_checkout_of_what_sold_out_shows_the_cart_first(front, filled):
    form = filled.get("/shop/checkout")
    sell(front, "LAMP", 1)
    assert filled.get("/shop/checkout").kind == "cart"
    assert filled.submit(form).kind == "cart"


def test_a_review_of_what_sold_out_shows_the_cart_first(front, filled):
    form = filled.get("/shop/checkout")
    sell(front, "LAMP", 1)
    page = filled.post("/shop/checkout/card", dict(form.form().form_values()))
    assert page.kind == "cart"
    assert "Lamp is sold out" in page.text
    assert front.orders() == []


def test_the_page_of_a_lost_race_names_what_is_short_and_nothing_else(front, filled):
    review = filled.reviews()
    sell(front, "BOOK-OCHRE", 3)
    before = front.store.snapshot()
    page = filled.submit(review)
    assert (page.status, page.kind) == (409, "error")
    assert page.tree.xpath("//li/text()") == ["Linen notebook"]
    assert front.stock("LAMP") == 1, "no hold is left behind"
    assert {key for key in front.store.snapshot() if key.startswith("ORDER#")} == set()
    assert {k: v for k, v in front.store.snapshot().items() if k in before} == before
    assert front.provider.calls == {}


def test_after_a_lost_race_the_rest_is_bought_with_what_is_left(front, filled):
    review = filled.reviews()
    sell(front, "BOOK-OCHRE", 3)
    sell(front, "LAMP", 1)
    assert filled.submit(review).tree.xpath("//li/text()") == ["Linen notebook", "Lamp"]
    cart = filled.get("/shop/cart")
    assert "Linen notebook: only 1 is left" in cart.text
    assert "Lamp is sold out" in cart.text
    filled.submit(cart, "update")
    filled.orders()
    assert front.order.holds == {"BOOK-OCHRE": 1}
    assert front.stock("BOOK-OCHRE") == 0


def test_a_merchant_who_takes_off_what_is_broken_stops_the_order_at_once(front, filled, said):
    review = filled.reviews()
    adjust(front.store, "LAMP", -1, said())
    page = filled.submit(review)
    assert (page.status, page.tree.xpath("//li/text()")) == (409, ["Lamp"])


def test_failure_28_stock_put_in_while_orders_are_open_is_for_sale_and_nothing_is_lost(
    front, filled, said
):
    filled.orders()
    assert front.stock("LAMP") == 0
    adjust(front.store, "LAMP", 2, said())
    stock, _ = count(front.store, front.orders, "LAMP", 3, said())
    assert (stock.avail, stock.stocked) == (2, 3)
    front.provider.does("session-1", state="expired")
    front.moment += 3600
    front.reconcile()
    assert front.order.state == "expired"
    assert (front.stock("LAMP"), front.stock("BOOK-OCHRE")) == (3, 4)


def test_failure_26_units_of_an_unpaid_order_return_only_when_the_provider_says_it_is_over(
    front, filled
):
    filled.orders()
    front.moment += 3600
    front.provider.down = 9
    front.reconcile()
    assert (front.order.state, front.stock("LAMP")) == ("pending", 0)
    front.provider.down = 0
    for _ in range(3):
        front.moment += 3600
        front.reconcile()
    assert (front.order.state, front.stock("LAMP")) == ("expired", 1)
