"""Failure 33: the largest order there can be fits into one transaction of the table."""

from dataclasses import replace

import pytest
from tests.pelicart.build import a_line, a_quote, an_order
from tests.pelicart.shopfront import MUG

from pelicart.cart import decode
from pelicart.cart.contents import MOST_SKUS
from pelicart.catalogue import Variant
from pelicart.order import SEALED
from pelicart.orders.moves import forget_card, let_go, place, take_again
from pelicart.store.limits import MOST, check_transaction
from pelicart.writes import Write

ROOM = 3
"""Writes that are kept free for what goes with an order: its card, and what counts a client."""


def products(count):
    """So many products, each with a counter of its own."""
    for number in range(count):
        sku = f"P{number}"
        variant = Variant(sku, {"EUR": 100}, stock_key=sku)
        yield replace(MUG, sku=sku, name=f"Mug {number}", variants=(variant,), stock={sku: 2})


@pytest.fixture
def transactions(front, monkeypatch):
    """How many writes each transaction has."""
    sizes = []
    write_all = front.store.write_all

    def counted(writes):
        sizes.append(len(writes))
        write_all(writes)

    monkeypatch.setattr(front.store, "write_all", counted)
    return sizes


def test_failure_33_the_fullest_cart_is_ordered_and_given_up_in_one_transaction_each(
    front, ada, transactions
):
    goods = tuple(products(MOST_SKUS + 1))
    front.publish(goods)
    for product in goods[:MOST_SKUS]:
        ada.adds(product.sku)
    assert "Your cart is full" in ada.adds(goods[-1].sku).text
    assert len(decode(ada.cart).lines) == MOST_SKUS
    ada.orders()
    assert front.order.holds == {product.sku: 1 for product in goods[:MOST_SKUS]}
    assert all(front.stock(product.sku) == 1 for product in goods[:MOST_SKUS])
    front.moment += 3600
    front.reconcile()
    assert front.order.state == "expired"
    assert all(front.stock(product.sku) == 2 for product in goods)
    assert max(transactions) <= MOST - ROOM


@pytest.mark.parametrize("terms", ["", "t1"])
def test_failure_33_no_write_of_the_largest_order_is_too_large(terms):
    lines = [
        a_line(product=f"P{n}", sku=f"P{n}", stock_key=f"P{n}", extras=(), terms=terms)
        for n in range(MOST_SKUS)
    ]
    order = an_order(a_quote(*lines), module=SEALED)
    paid = Write("ORDER#X", set={"state": "paid"})
    for writes in (
        place(order, "2027-01", *forget_card(order)),
        let_go(order, "expired", {"state": "expired", "at": 1, "by": "reconcile"}),
        [*take_again(order, paid), *forget_card(order), Write("BANK#1", put={})],
    ):
        check_transaction(writes)
        assert len(writes) <= MOST - ROOM + 1
