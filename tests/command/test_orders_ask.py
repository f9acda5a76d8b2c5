import pytest
from tests.pelicart.build import an_order

from pelicart.money import Money
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.writes import Write

TOTAL, NOTHING = an_order().money, Money(0, "EUR")


@pytest.fixture
def pending(placed, store, provider):
    store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 3}))
    order = placed(an_order(state="pending", session="s1", live=True))
    provider.payments["s1"] = Payment("open", order.id, "s1", NOTHING, NOTHING, live=True)
    return order


@pytest.fixture
def ask(pelicart):
    return lambda order: pelicart("orders", "ask", order.number)


def test_what_the_provider_says_is_taken_over(ask, pending, provider, store, pelicart):
    assert ask(pending) == (0, "Order AAAAAAAAAAAA is still on the payment page.\n", "")
    provider.takes("s1", TOTAL.minor)
    assert ask(pending) == (0, "Order AAAAAAAAAAAA is now paid.\n", "")
    assert read_order(store, pending.id).captured == TOTAL.minor
    last = pelicart("orders", "show", pending.number)[1].splitlines()[-1]
    assert "paid; by the provider, asked at your word; 46.90 EUR" in last


def test_where_there_is_nobody_to_ask_it_says_so(ask, placed, provider):
    for changes in ({"module": "manual"}, {"session": ""}):
        order = placed(an_order(**{"session": "s1"} | changes))
        assert "there is nobody to ask" in ask(order)[2]
    provider.live = False
    assert "can't be asked about order" in ask(placed(an_order(session="s1", live=True)))[2]


def test_a_provider_that_is_down_is_told(ask, pending, provider, store):
    before = store.snapshot()
    provider.down = 1
    code, _, err = ask(pending)
    assert (code, err) == (1, "pelicart: stripe gave no answer (no answer): try again\n")
    assert store.snapshot() == before
