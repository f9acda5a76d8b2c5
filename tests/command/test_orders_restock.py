from dataclasses import replace

import pytest
from tests.pelicart.build import a_line, a_quote, an_order

from pelicart.money import Money
from pelicart.order import OPEN, RELEASED
from pelicart.orders.stocking import place_of, read_stock
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.writes import Write

TOTAL = an_order().total
PAID = {"state": "paid", "live": True, "captured": TOTAL}
COUNTER = "STOCK#NOTEBOOK-OCHRE"


@pytest.fixture
def card(placed, provider, store):
    """An order that a provider was paid for, with two notebooks of five."""
    store.write(Write(COUNTER, put={"avail": 3}))
    order = placed(an_order(**PAID, session="s1", reference="p1"))
    paid, nothing = Money(TOTAL, "EUR"), Money(0, "EUR")
    provider.payments["s1"] = Payment(
        "paid", order.id, "s1", paid, nothing, live=True, reference="p1"
    )
    return order


@pytest.fixture
def avail(store):
    return lambda: store.snapshot()[COUNTER]["avail"]


def test_with_the_money_the_goods_go_back_and_once(pelicart, card, avail, store):
    code, out, _ = pelicart("refund", card.number, "--restock")
    assert (code, out.splitlines()[1]) == (
        0,
        "The goods of order AAAAAAAAAAAA are on sale again: 2 NOTEBOOK-OCHRE.",
    )
    assert avail() == 5
    for words in (["refund", card.number, "--restock"], ["orders", "restock", card.number]):
        assert "were on sale again already: 2 NOTEBOOK-OCHRE." in pelicart(*words)[1]
    assert avail() == 5
    assert [e.get("why") for e in read_order(store, card.id).history].count("restocked") == 1


def test_they_go_back_later_just_as_well(pelicart, card, avail):
    pelicart("refund", card.number)
    assert avail() == 3
    assert pelicart("refund", card.number, "--restock")[1].startswith("All of order")
    assert avail() == 5


def test_a_part_of_the_money_puts_nothing_back(pelicart, card, avail, provider):
    code, out, err = pelicart("refund", card.number, "--amount=5.00", "--restock")
    assert (code, out, provider.given, avail()) == (1, "", {}, 3)
    assert "leave --amount out. A part of them goes back by  pelicart stock SKU +1" in err


def test_what_the_provider_has_not_counted_keeps_its_goods(
    pelicart, card, provider, avail, monkeypatch
):
    monkeypatch.setattr(provider, "refund", lambda *_: provider.payments["s1"])
    code, out, _ = pelicart("refund", card.number, "--restock")
    assert (code, avail()) == (0, 3)
    assert out.endswith("Then:  pelicart orders restock AAAAAAAAAAAA\n")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        *((state, "give it up:  pelicart orders cancel AAAAAAAAAAAA") for state in OPEN),
        *((state, "went back when it was given up") for state in RELEASED),
        ("paid", "pelicart refund AAAAAAAAAAAA --restock"),
        ("fulfilled", "pelicart refund AAAAAAAAAAAA --restock"),
        ("review", "first decide it:  pelicart doctor AAAAAAAAAAAA"),
    ],
)
def test_what_is_the_shoppers_stays_off_the_shelf(pelicart, placed, store, state, said):
    order = placed(an_order(state=state))
    before = store.snapshot()
    code, out, err = pelicart("orders", "restock", order.number)
    assert (code, out, store.snapshot()) == (1, "", before)
    assert said in err


def test_what_is_not_counted_is_not_put_back(pelicart, placed):
    order = placed(an_order(a_quote(a_line(stock_key=None)), state="refunded"))
    assert (
        "is counted, so nothing is to be put back" in pelicart("orders", "restock", order.number)[1]
    )


def test_the_sheet_of_an_order_says_that_they_are_on_sale_again(pelicart, card):
    pelicart("refund", card.number, "--restock")
    assert "\nIts goods are on sale again\n" in pelicart("orders", "show", card.number)[1]


def test_the_stock_adds_up_after_it(pelicart, card, store):
    store.write(Write(COUNTER, set={"stocked": 5}))
    pelicart("refund", card.number, "--restock")
    stock, order = read_stock(store, "NOTEBOOK-OCHRE"), read_order(store, card.id)
    assert (stock.avail, stock.owned, place_of(order)) == (5, 0, None)


def test_an_unknown_order_is_told(pelicart, card):
    assert "no order" in pelicart("orders", "restock", replace(card, id="Z" * 26).number)[2]
