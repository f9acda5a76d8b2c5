"""What the order's page says of goods that left, and of money that came beside the order's own."""

from dataclasses import replace

import pytest

from pelicart.orders.settle import settle
from pelicart.orders.shipping import ship


def address(front):
    return f"/shop/order/{front.wired.keys.sign('order', front.order.id, front.moment)}"


@pytest.fixture
def pending(front, ada):
    ada.adds("LAMP")
    ada.orders()
    return front


@pytest.fixture
def paid(pending, ada):
    pending.provider.takes("session-1", 9500)
    ada.returns()
    return pending


@pytest.mark.parametrize(
    ("tracking", "carrier", "said"),
    [
        ("X <1>", "Post & Co", "It travels with Post & Co, number X <1>."),
        ("X1", "", "Its tracking number is X1."),
        ("", "Post", "It travels with Post."),
    ],
)
def test_an_order_that_was_sent_says_how_it_travels(paid, ada, tracking, carrier, said):
    assert "travels" not in ada.get(address(paid)).text
    ship(paid.store, paid.order, tracking, carrier, now=paid.moment, by="merchant")
    page = ada.get(address(paid))
    assert (page.state, said in page.text) == ("fulfilled", True)


def test_an_order_that_was_sent_without_a_word_says_nothing_of_it(paid, ada):
    ship(paid.store, paid.order, "", "", now=paid.moment, by="merchant")
    page = ada.get(address(paid))
    assert "Everything you ordered has left us" in page.text
    assert not page.tree.find_class("shop-tracking")


@pytest.fixture
def late(pending):
    """It ran out, its lamp was sold to somebody else, and then its money came."""
    page = address(pending)
    pending.moment = pending.order.deadline
    pending.provider.unclosable, pending.provider.lingers = True, 1
    pending.reconcile()
    assert pending.order.state == "expired"
    pending.restock("LAMP", 0)
    payment = pending.provider.takes("session-1", 9500)
    settle(pending.store, payment, pending.moment, "notice:stripe")
    return page


def test_money_that_came_too_late_is_said_to_go_back(late, ada):
    page = ada.get(late)
    assert page.state == "expired"
    assert "Your payment of €95.00 came after the order had ended" in page.text
    assert "We are giving all of it back." in page.text
    assert "Nothing was charged" not in page.text


def test_and_that_it_went_back(late, front, ada):
    front.reconcile()
    page = ada.get(late)
    assert front.order.owed == ()
    assert "We have given all of it back. It reaches you the way you paid" in page.text
    assert "Nothing was charged" not in page.text
    assert "We are giving" not in page.text


def test_what_ran_out_unpaid_cost_nothing(pending, ada):
    page = address(pending)
    pending.moment = pending.order.deadline
    pending.reconcile()
    assert "Nothing was charged" in ada.get(page).text


def test_an_order_that_was_paid_twice_says_what_becomes_of_the_second(paid, ada):
    page = address(paid)
    first = paid.provider.payments["session-1"]
    second = replace(first, session="session-9", reference="payment-9")
    paid.provider.payments["session-9"] = second
    settle(paid.store, second, paid.moment, "notice:stripe")
    assert "paid twice. We are giving the second payment back, €95.00." in ada.get(page).text
    paid.reconcile()
    shown = ada.get(page)
    assert shown.state == "paid"
    assert "paid twice. We have given the second payment back, €95.00." in shown.text
