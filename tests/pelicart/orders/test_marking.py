from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.provider import Provider

from pelicart.errors import NotFound, Raced, ReferenceUsed, SoldOut, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import order_from, order_key
from pelicart.orders.marking import mark_paid, mark_refunded
from pelicart.orders.moves import place
from pelicart.orders.stored import read_order, release
from pelicart.payments.manual import Manual
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


@pytest.fixture
def paid(store):
    """A store with one order that was paid by line 7, and one that waits."""
    marked(store)
    return store


def given_back(store, minor=500, reference="line 18", *, order=None, module=None):
    order = order or read_order(store, ORDER.id)
    amount = Money(minor, "EUR")
    return mark_refunded(
        store, module or Manual(), order, amount, reference, now=NOW, by="merchant"
    )


def not_given_back(store, error, **said):
    before = store.snapshot()
    with pytest.raises(error):
        given_back(store, **said)
    assert store.snapshot() == before


@pytest.mark.parametrize(("minor", "state"), [(500, "part_refunded"), (ORDER.total, "refunded")])
def test_what_the_merchant_gave_back_is_counted(paid, minor, state):
    order = given_back(paid, minor)
    assert (order.state, order.refunded, order.captured) == (state, minor, ORDER.total)
    said = {"why": "by-hand", "by": "merchant", "reference": "line 18", "amount": minor}
    assert order.history[-1].items() >= said.items()


def test_parts_given_back_by_hand_add_up(paid):
    given_back(paid)
    assert given_back(paid, 300, "line 19").refunded == 800
    assert given_back(paid, ORDER.total - 800, "line 20").state == "refunded"


def test_what_was_given_back_by_hand_is_counted_once_for_each_reference(paid):
    assert given_back(paid) == given_back(paid)
    assert given_back(paid, 300, "line 19").refunded == 800
    assert given_back(paid).refunded == 800


def test_a_reference_stands_for_one_sum(paid):
    given_back(paid)
    not_given_back(paid, ReferenceUsed, minor=300)


def test_the_line_that_paid_is_not_the_one_that_went_back(paid):
    not_given_back(paid, ReferenceUsed, reference="line 7")


def test_a_line_that_went_back_pays_no_order(paid):
    given_back(paid)
    refused(paid, ReferenceUsed, order=OTHER, reference="line 18")


@pytest.mark.parametrize("minor", [0, -500, ORDER.total + 1])
def test_no_more_is_counted_than_came(paid, minor):
    not_given_back(paid, WrongAmount, minor=minor)


def test_what_was_not_paid_was_not_given_back(paid):
    not_given_back(paid, WrongState, order=OTHER)


def test_what_a_provider_gives_back_is_none_of_the_merchants_word(paid):
    not_given_back(paid, WrongState, module=Provider())


def test_the_same_word_given_back_twice_at_once_is_counted_once(paid, monkeypatch):
    real = paid.write_all

    def beaten(writes):
        monkeypatch.setattr(paid, "write_all", real)
        given_back(paid)
        real(writes)

    monkeypatch.setattr(paid, "write_all", beaten)
    assert given_back(paid).refunded == 500


def test_another_word_at_the_same_time_is_looked_at_anew(paid):
    stale = read_order(paid, ORDER.id)
    given_back(paid)
    not_given_back(paid, Raced, minor=300, reference="line 19", order=stale)
