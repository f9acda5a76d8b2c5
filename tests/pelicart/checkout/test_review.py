"""A cart that changed after its order was made: one order at a time can be paid."""

import pytest

from pelicart.order import OPEN

DEADLINE = 35 * 60


@pytest.fixture
def ordered(front, ada):
    """A shop whose shopper has ordered a lamp, and then put a mug into the cart as well."""
    ada.adds("LAMP")
    ada.orders()
    ada.adds("MUG")
    return front


def states(front):
    return [order.state for order in front.orders()]


def test_a_changed_cart_closes_the_earlier_order_first(ordered, ada):
    assert ada.reviews().kind == "review"
    assert (states(ordered), ordered.provider.open) == (["expired"], [])
    assert ordered.stock("LAMP") == 1


def test_a_page_that_cannot_be_closed_frees_the_basket_and_keeps_its_units(front, ada):
    front.provider.unclosable, front.provider.lingers = True, 3600
    ada.adds("MUG")
    ada.orders()
    before = ada.cart
    ada.adds("MUG")
    assert ada.reviews().kind == "review"
    (order,) = front.orders()
    assert (order.state, order.wanted, order.due_at) == ("pending", "cancelled", front.moment)
    assert ada.cart != before
    ada.submit(ada.reviews())
    assert len(front.provider.open) == 2


def test_what_cannot_be_closed_is_given_up_when_it_is_over(ordered, ada):
    ordered.publish()
    ordered.provider.unclosable = True
    ordered.restock("LAMP", 1)
    ada.reviews()
    ordered.reconcile()
    assert (states(ordered), ordered.stock("LAMP")) == (["pending"], 1)
    ordered.provider.does("session-1", state="expired")
    ordered.moment += DEADLINE
    ordered.reconcile()
    assert (states(ordered), ordered.stock("LAMP")) == (["cancelled"], 2)


def test_what_could_not_be_closed_and_was_paid_is_paid(ordered, ada):
    ordered.provider.unclosable = True
    ordered.restock("LAMP", 1)
    ada.reviews()
    ordered.provider.takes("session-1", 9500)
    ordered.reconcile()
    assert states(ordered) == ["paid"]


def test_an_order_agreed_to_is_given_up_for_a_changed_cart_and_never_taken(ordered, ada):
    ordered.provider.agrees("session-1", 9500)
    assert ada.reviews().kind == "review"
    assert states(ordered) == ["cancelled"]
    ada.returns()
    ordered.moment += DEADLINE
    ordered.reconcile()
    assert ordered.provider.calls["capture"] == 0


@pytest.mark.parametrize("state", ["paid", "processing"])
def test_an_order_whose_money_has_come_or_is_coming_stands_in_the_way(ordered, ada, state):
    if state == "paid":
        ordered.provider.takes("session-1", 9500)
    else:
        ordered.provider.does("session-1", state=state)
    page = ada.reviews()
    (order,) = ordered.orders()
    assert (page.kind, page.state) == ("order-page", order.state)
    assert order.state in {"paid", "awaiting"}
    assert order.wanted == ""


def test_nothing_is_ordered_while_the_provider_cannot_be_asked(ordered, ada):
    ordered.provider.down = 1
    assert ada.reviews().status == 503
    assert [order.state in OPEN for order in ordered.orders()] == [True]
