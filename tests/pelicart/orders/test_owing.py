"""Money that belongs to the shopper goes back by itself, once, whatever is cut short."""

from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved
from tests.pelicart.provider import Provider

from pelicart.errors import ProviderDown
from pelicart.money import Money
from pelicart.order import order_from, order_key
from pelicart.orders.moves import place
from pelicart.orders.owing import give_back
from pelicart.orders.settle import settle
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

ORDER = replace(an_order(live=True), state="pending", session="s1")
NOTHING = Money(0, "EUR")
PAID = Payment("paid", ORDER.id, "s1", ORDER.money, NOTHING, live=True, reference="p1")
SECOND = replace(PAID, session="s2", reference="p2")


class Till:
    """An order that was paid twice."""

    def __init__(self):
        self.store, self.provider = MemoryStore(), Provider()
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 9}))
        self.store.write_all(place(ORDER, "2027-01"))
        self.provider.payments |= {"s1": PAID, "s2": SECOND}
        settle(self.store, PAID, NOW, "notice:test")
        settle(self.store, SECOND, NOW, "notice:test")

    @property
    def order(self):
        return order_from(self.store.snapshot()[order_key(ORDER.id)])

    def gives_back(self):
        return give_back(self.store, self.provider, self.order, NOW, "reconcile")


@pytest.fixture
def till():
    return Till()


def test_the_second_payment_goes_back_and_the_order_stays_paid(till):
    order = till.gives_back()
    assert (order.state, order.reference, order.refunded) == ("paid", "p1", 0)
    assert (order.owed, order.due_at) == ((), 0)
    assert till.provider.payments["s2"].refunded == ORDER.money
    assert till.provider.payments["s1"].refunded == NOTHING
    assert order.history[-1] | {"why": "returned", "reference": "p2"} == order.history[-1]


def test_each_payment_that_is_owed_goes_back_in_its_turn(till):
    third = replace(PAID, session="s3", reference="p3")
    till.provider.payments["s3"] = third
    settle(till.store, third, NOW, "notice:test")
    assert (len(till.gives_back().owed), till.order.due_at) == (1, NOW)
    assert till.gives_back().owed == ()
    assert till.provider.payments["s3"].refunded == ORDER.money


def test_what_the_provider_will_not_give_back_is_the_merchants_case(till):
    till.provider.refusing = True
    order = till.gives_back()
    assert (order.state, order.owed, order.history[-1]["why"]) == ("review", (), "return-refused")
    assert order.tell_at


@pytest.mark.parametrize("change", [{"refunds": False}, {"live": False}])
def test_a_module_that_cannot_give_it_back_is_not_asked(till, change):
    for name, value in change.items():
        setattr(till.provider, name, value)
    assert till.gives_back().state == "review"
    assert not till.provider.calls["refund"]


def test_what_was_given_at_the_provider_meanwhile_is_not_given_again(till):
    till.provider.does("s2", refunded=ORDER.money)
    till.provider.refusing = True
    assert till.gives_back().history[-1]["why"] == "returned"
    assert not till.provider.given


def test_a_provider_that_is_down_leaves_the_duty(till):
    till.provider.down = 1
    with pytest.raises(ProviderDown):
        till.gives_back()
    assert len(till.order.owed) == 1
    assert till.gives_back().owed == ()


def test_a_refund_that_is_not_counted_yet_leaves_the_duty(till, monkeypatch):
    monkeypatch.setattr(till.provider, "refund", lambda *_: SECOND)
    assert len(till.gives_back().owed) == 1


def test_two_who_give_it_back_at_once_give_it_once():
    def build():
        till = Till()
        store, provider = Turns(till.store), Turns(till.provider)
        order = till.order
        works = [lambda: give_back(store, provider, order, NOW, "reconcile") for _ in range(2)]
        return till, works

    seen = 0
    for till, turns in interleaved(build):
        assert (till.order.owed, till.order.state) == ((), "paid"), turns
        assert sum(till.provider.given.values()) == ORDER.total, turns
        seen += 1
    assert seen > 1
