from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.errors import NotFound, ReferenceUsed, SoldOut, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import order_from, order_key
from pelicart.orders.marking import mark_paid
from pelicart.orders.moves import place
from pelicart.orders.stored import read_order, release
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

ORDER = replace(an_order(live=True), state="awaiting", method="cheque", module="manual")
OTHER = replace(ORDER, id="Z" * 26)


@pytest.fixture
def store():
    store = MemoryStore()
    store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 4}))
    for order in (ORDER, OTHER):
        store.write_all(place(order, "2027-01"))
    return store


def marked(store, order=ORDER, amount=ORDER.money, reference="line 7"):
    return mark_paid(store, order.id, amount, reference, now=NOW, by="merchant")


def refused(store, error, **asked):
    before = store.snapshot()
    with pytest.raises(error) as raised:
        marked(store, **asked)
    assert store.snapshot() == before
    return raised.value


def test_the_merchants_word_pays_an_order(store):
    order = marked(store)
    assert (order.state, order.captured, order.reference) == ("paid", ORDER.total, "line 7")
    assert order.history[-1]["by"] == "merchant"


def test_the_same_word_twice_changes_nothing(store):
    assert marked(store) == marked(store)


def test_the_same_word_twice_at_once_changes_nothing(store, monkeypatch):
    real = store.write_all

    def beaten(writes):
        monkeypatch.setattr(store, "write_all", real)
        marked(store)
        real(writes)

    monkeypatch.setattr(store, "write_all", beaten)
    assert marked(store).state == "paid"


@pytest.mark.parametrize("amount", [Money(1, "EUR"), Money(ORDER.total, "USD"), Money(0, "EUR")])
def test_another_amount_is_refused(store, amount):
    refused(store, WrongAmount, amount=amount)


def test_a_bank_line_pays_one_order_only(store):
    marked(store)
    refused(store, ReferenceUsed, order=OTHER)


def test_an_order_that_is_not_there_is_told(store):
    refused(store, NotFound, order=replace(ORDER, id="NONE"))


def test_an_order_by_card_is_none_of_the_merchants_word(store):
    store.write(Write(order_key(ORDER.id), set={"module": "stripe"}))
    refused(store, WrongState)


def test_a_paid_order_is_not_paid_by_another_line(store):
    marked(store)
    refused(store, WrongState, reference="line 8")


def test_a_late_cheque_takes_the_units_again(store):
    release(store, ORDER, NOW, "reconcile", "deadline")
    assert marked(store).state == "paid"
    assert store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"] == 0


def test_a_late_cheque_for_what_was_sold_names_the_goods(store):
    release(store, ORDER, NOW, "reconcile", "deadline")
    store.write(Write("STOCK#NOTEBOOK-OCHRE", set={"avail": 1}))
    assert refused(store, SoldOut).names == ("Linen notebook",)


def test_an_order_that_ends_meanwhile_is_told(store, monkeypatch):
    real = store.write_all

    def beaten(writes):
        monkeypatch.setattr(store, "write_all", real)
        release(store, ORDER, NOW, "reconcile", "deadline")
        real(writes)

    monkeypatch.setattr(store, "write_all", beaten)
    with pytest.raises(WrongState):
        marked(store)
    assert read_order(store, ORDER.id).captured == 0
    assert order_from(store.snapshot()[order_key(ORDER.id)]).state == "expired"
