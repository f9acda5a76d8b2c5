from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_quote
from tests.pelicart.provider import Provider
from tests.pelicart.shopfront import SHOP

from pelicart.checkout.ordering import FIRST_CHECK, new_order, take
from pelicart.checkout.quoteform import Reviewed, choice_digest
from pelicart.errors import QuoteChanged, SoldOut
from pelicart.orders.moves import place
from pelicart.payments.manual import Manual
from pelicart.settings import shop_from
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

SHOPS = shop_from(SHOP)
PERSON = {"name": "Ada", "email": "ada@shop.example", "country": "FR"}


def ordered(method="card", quote=None, module=None, remind=(), **changes):
    quote = quote or a_quote()
    reviewed = Reviewed(quote, PERSON, method)
    chosen = replace(SHOPS.method(method), remind=remind)
    module = module or (Provider() if chosen.module == "stripe" else Manual())
    order = new_order("ID", reviewed, chosen, SHOPS, "en", NOW, module if quote.total else None)
    return replace(order, **changes)


@pytest.fixture
def store():
    store = MemoryStore()
    store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 2}))
    return store


def test_an_order_by_card_waits_for_its_session():
    order = ordered()
    assert (order.state, order.session_expires) == ("new", NOW + SHOPS.hold * 60)
    assert order.due_at == NOW + FIRST_CHECK


def test_an_order_by_cheque_waits_for_the_merchant():
    order = ordered("cheque")
    assert (order.state, order.deadline, order.due_at) == (
        "awaiting",
        NOW + 14 * 86400,
        NOW + 14 * 86400,
    )


def test_an_order_is_looked_at_first_when_its_shopper_is_to_be_reminded():
    order = ordered("cheque", remind=(5, 10))
    assert order.reminders == (NOW + 5 * 86400, NOW + 10 * 86400)
    assert order.due_at == NOW + 5 * 86400
    assert ordered("cheque", quote=a_quote(total=0), remind=(5,)).reminders == ()


def test_an_order_whose_page_lingers_keeps_its_units_until_the_page_is_over():
    order = ordered(module=Provider(lingers=3600))
    assert order.deadline == order.session_expires + 3600 == NOW + SHOPS.hold * 60 + 3600


@pytest.mark.parametrize("live", [True, False])
def test_an_order_is_made_in_the_mode_of_its_module(live):
    assert ordered(module=Provider(live=live)).live == live


def test_an_order_of_nothing_to_pay_is_paid_by_being_taken():
    order = ordered(quote=a_quote(total=0))
    assert (order.state, order.method, order.captured, order.due_at) == ("paid", "free", 0, 0)


def test_an_order_is_what_was_reviewed():
    order = ordered()
    assert (order.total, order.currency, order.person) == (a_quote().total, "EUR", PERSON)
    assert order.digest == choice_digest(order.quote, PERSON, "card")
    assert [entry["state"] for entry in order.history] == ["new"]


def test_the_same_order_again_is_the_one_that_stands(store):
    first = take(store, ordered())
    store.write(Write("ORDER#ID", set={"state": "pending", "session": "s1"}))
    again = take(store, ordered(created=NOW + 60))
    assert (again.state, again.session, again.created) == ("pending", "s1", first.created)
    assert store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"] == 0


@pytest.mark.parametrize("change", [{"digest": "x"}, {"digest": ""}])
def test_another_order_of_the_same_basket_is_told(store, change):
    take(store, ordered())
    with pytest.raises(QuoteChanged):
        take(store, ordered(**change))


def test_sold_out_writes_nothing_and_names_the_goods(store):
    store.write(Write("STOCK#NOTEBOOK-OCHRE", set={"avail": 1}))
    before = store.snapshot()
    with pytest.raises(SoldOut) as raised:
        take(store, ordered())
    assert raised.value.names == ("Linen notebook",)
    assert store.snapshot() == before


def test_a_counter_that_is_not_there_is_sold_out():
    with pytest.raises(SoldOut):
        take(MemoryStore(), ordered())


def test_a_taken_order_can_be_listed_by_its_month(store):
    take(store, ordered())
    (order, *_) = place(ordered(), "2027-01")
    assert store.snapshot()["ORDER#ID"]["listing"] == order.put["listing"] == "ORDERS#2027-01"
