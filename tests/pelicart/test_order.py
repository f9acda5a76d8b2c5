import base64
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.order import MOVES, OPEN, STATES, order_from, order_id, order_key, sources, to_item
from pelicart.orders.moves import (
    FORGET_AFTER,
    TELL_AFTER,
    event,
    let_go,
    move,
    place,
    short_of,
    take_again,
)
from pelicart.store.memory import MemoryStore
from pelicart.writes import Refused, Write

MONTH = "2027-01"
KEY = b"k" * 32
states = st.sampled_from(STATES)


def placed(**changes):
    order = an_order(**changes)
    store = MemoryStore()
    for counter in order.holds:
        store.write(Write(f"STOCK#{counter}", put={"avail": 5}))
    store.write_all(place(order, MONTH))
    return store, order


def stored(store, order):
    return order_from(store.read([order_key(order.id)])[order_key(order.id)])


def test_every_state_has_its_moves():
    assert MOVES.keys() == set(STATES)
    assert all(to <= set(STATES) and state not in to for state, to in MOVES.items())


def test_nothing_leads_back_to_an_unpaid_order():
    assert {state for state, to in MOVES.items() if "new" in to} == {"pending", "awaiting"}
    assert {state for state, to in MOVES.items() if "pending" in to} == {"new", "awaiting"}
    assert all("awaiting" not in to for state, to in MOVES.items() if state not in OPEN)


@given(states, states.filter(sources))
def test_a_move_happens_exactly_where_the_table_allows_it(since, to):
    store, order = placed(state=since)
    entry = event(to, NOW, "test")
    try:
        after = order_from(store.write(move(order.id, to, entry)))
    except Refused:
        assert to not in MOVES[since]
        assert stored(store, order) == order
    else:
        assert to in MOVES[since]
        assert (after.state, after.history) == (to, (*order.history, entry))


@given(states)
def test_the_sources_of_a_state_are_those_that_lead_to_it(to):
    assert set(sources(to)) == {state for state in STATES if to in MOVES[state]}


def test_a_move_leaves_a_duty_or_takes_it_away():
    store, order = placed()
    after = store.write(move(order.id, "pending", event("pending", NOW, "test"), due_at=NOW + 1))
    assert (after["due"][:4], after["due_at"]) == ("DUE#", NOW + 1)
    paid = store.write(move(order.id, "paid", event("paid", NOW, "test"), since=OPEN))
    assert not {"due", "due_at"} & paid.keys()


def test_a_move_of_a_decided_order_keeps_its_duty_unless_told():
    store, order = placed(state="paid", due_at=NOW + 5)
    shipped = event("fulfilled", NOW, "test")
    assert store.write(move(order.id, "fulfilled", shipped))["due_at"] == NOW + 5
    refunded = event("refunded", NOW, "test")
    assert "due_at" not in store.write(move(order.id, "refunded", refunded, due_at=0))


def test_a_move_that_asks_for_a_letter_leaves_the_duty_to_tell_of_it():
    store, order = placed()
    assert "untold" not in store.write(move(order.id, "pending", event("pending", NOW, "test")))
    paid = store.write(move(order.id, "paid", event("paid", NOW, "test")))
    assert (paid["untold"][:5], paid["tell_at"]) == ("TELL#", NOW + TELL_AFTER)


def test_what_came_to_nothing_is_forgotten_one_day_unless_money_comes():
    store, order = placed()
    store.write_all(let_go(order, "expired", event("expired", NOW, "test")))
    assert stored(store, order).ttl == NOW + FORGET_AFTER
    assert "ttl" not in store.write(move(order.id, "paid", event("paid", NOW, "test")))


@pytest.mark.parametrize(
    ("states", "holding"),
    [
        (("new", "pending"), True),
        (("new", "paid", "refunded"), True),
        (("new", "expired"), False),
        (("new", "expired", "review"), False),
        (("new", "paid", "review", "review"), True),
        (("new", "expired", "paid"), True),
        (("review",), True),
    ],
)
def test_an_order_owns_its_units_until_it_is_given_up(states, holding):
    order = an_order(history=tuple(event(state, NOW, "test") for state in states))
    assert order.holding is holding
    assert not replace(order, restocked=True).holding


def test_an_order_is_taken_once_with_its_hold():
    store, order = placed()
    with pytest.raises(Refused):
        store.write_all(place(order, MONTH))
    assert store.read(["STOCK#NOTEBOOK-OCHRE"])["STOCK#NOTEBOOK-OCHRE"]["avail"] == 3


@pytest.mark.parametrize("state", sorted(OPEN))
def test_units_go_back_once_when_an_order_is_let_go(state):
    store, order = placed(state=state)
    ending = let_go(order, "expired", event("expired", NOW, "test"))
    store.write_all(ending)
    with pytest.raises(Refused):
        store.write_all(ending)
    assert store.read(["STOCK#NOTEBOOK-OCHRE"])["STOCK#NOTEBOOK-OCHRE"]["avail"] == 5


@pytest.mark.parametrize("change", [{"attempt": 2}, {"session": "s"}, {"state": "paid"}])
def test_an_order_that_went_on_meanwhile_is_not_let_go(change):
    store, order = placed()
    store.write(Write(order_key(order.id), set=change))
    with pytest.raises(Refused):
        store.write_all(let_go(order, "expired", event("expired", NOW, "test")))


def test_late_money_takes_the_units_again_or_nothing():
    store, order = placed(state="expired")
    paying = take_again(order, move(order.id, "paid", event("paid", NOW, "test")))
    store.write(Write("STOCK#NOTEBOOK-OCHRE", set={"avail": 1}))
    with pytest.raises(Refused):
        store.write_all(paying)
    assert stored(store, order).state == "expired"


def test_lines_of_one_counter_are_held_together():
    quote = a_quote(a_line(quantity=2), a_line(sku="OTHER", quantity=1), a_line(stock_key=None))
    assert an_order(quote).holds == {"NOTEBOOK-OCHRE": 3}


def test_what_fell_short_is_named_as_the_shopper_knows_it():
    quote = a_quote(a_line(name="Ochre"), a_line(name="Blue", stock_key="BLUE"))
    assert short_of(quote, [{"avail": 0}, None]) == ["Blue"]


def test_an_order_is_stored_and_read_back():
    order = an_order(history=(event("new", NOW, "test"),), due_at=NOW)
    assert order_from(to_item(order, MONTH)) == order


def test_an_order_of_a_newer_version_can_be_read():
    item = {**to_item(an_order(), MONTH), "v": 2, "gift": True}
    assert order_from(item) == an_order()


def test_the_order_id_comes_from_the_basket_and_the_key_alone():
    ids = {order_id(basket, key) for basket in ("a", "b") for key in (KEY, b"o" * 32)}
    assert len(ids) == 4
    assert order_id("a", KEY) == order_id("a", KEY)
    assert all(len(one) == 26 and base64.b32decode(one + "=" * 6) for one in ids)


def test_order_ids_do_not_begin_alike():
    firsts = Counter(order_id(str(basket), KEY)[:12] for basket in range(2000))
    assert max(firsts.values()) == 1
