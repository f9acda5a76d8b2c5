"""Failure 28: stock is corrected while orders hold units; failures 25 and 26 beside it."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.pelicart.build import NOW, a_line, a_quote, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.errors import NotFound, Raced, TableDown, TooFew, Unaccounted
from pelicart.order import order_from, order_key, stock_key
from pelicart.orders.moves import event, let_go, move, place, take_again
from pelicart.orders.stocking import Owned, adjust, count, owned, place_of, read_stock
from pelicart.orders.stored import read_order, release
from pelicart.stock import Said, first_stock
from pelicart.store.memory import MemoryStore
from pelicart.writes import Is, Refused, Write

SKU = "NOTEBOOK-OCHRE"


def said(mark="m1"):
    return Said(NOW, "ada", "delivery", mark)


def order_of(name="A", units=1, **changes):
    state = changes.get("state", "new")
    history = (event("new", NOW, "checkout"), event(state, NOW, "checkout"))
    return an_order(
        a_quote(a_line(quantity=units)), id=name * 26, **{"history": history, **changes}
    )


def orders(store):
    found = [item for item in store.snapshot().values() if item["key"].startswith("ORDER#")]
    return [order_from(item) for item in found]


def conserved(store):
    """Whether all that was ever put in is for sale or owned by an order."""
    stock = read_stock(store, SKU)
    held = sum(order.holds[SKU] for order in orders(store) if order.holding)
    return stock.avail >= 0 and stock.avail + held == stock.stocked


@pytest.fixture
def store():
    store = MemoryStore()
    store.write(first_stock(SKU, 5))
    return store


def placed(store, *args, **changes):
    order = order_of(*args, **changes)
    store.write_all(place(order, "2027-01"))
    return order


def test_what_is_added_is_for_sale_at_once(store):
    assert adjust(store, SKU, 7, said()).avail == 12
    assert read_stock(store, SKU).log[-1] == said().entry(7)


def test_none_is_taken_off_that_orders_own(store):
    placed(store, units=4)
    before = store.snapshot()
    with pytest.raises(TooFew) as few:
        adjust(store, SKU, -2, said())
    assert few.value.ids == {"counter": SKU, "avail": 1}
    assert store.snapshot() == before
    assert adjust(store, SKU, -1, said()).avail == 0


def test_a_counter_that_is_not_there_is_told(store):
    with pytest.raises(NotFound):
        adjust(store, "NONE", 1, said())
    with pytest.raises(NotFound):
        count(store, list, "NONE", 1, said())


class Unlucky:
    """A store whose answer to the next write gets lost, made or not."""

    def __init__(self, store, *, made):
        self._store, self._made, self.lost = store, made, 0

    def read(self, keys):
        return self._store.read(keys)

    def write(self, write):
        if self.lost:
            return self._store.write(write)
        self.lost += 1
        if self._made:
            self._store.write(write)
        raise TableDown


@pytest.mark.parametrize("made", [True, False])
def test_an_adjustment_whose_answer_was_lost_counts_once(store, made):
    assert adjust(Unlucky(store, made=made), SKU, 3, said()).avail == 8
    assert len(read_stock(store, SKU).log) == 1


@pytest.mark.parametrize("made", [True, False])
def test_a_count_whose_answer_was_lost_counts_once(store, made):
    placed(store)
    stock, held = count(Unlucky(store, made=made), lambda: orders(store), SKU, 9, said())
    assert (stock.avail, held.held, len(stock.log)) == (8, 1, 1)


def test_a_counter_that_never_rests_is_told(store):
    class Busy:
        read = store.read

        def write(self, _):
            raise Refused([{}])

    with pytest.raises(Raced):
        adjust(Busy(), SKU, 1, said())
    with pytest.raises(Unaccounted):
        count(Busy(), lambda: orders(store), SKU, 1, said())


@pytest.mark.parametrize(
    ("state", "before", "place"),
    [
        ("new", [], "held"),
        ("pending", [], "held"),
        ("awaiting", [], "held"),
        ("review", ["pending"], "held"),
        ("review", ["expired"], None),
        ("disputed", ["paid"], "held"),
        ("disputed", ["paid", "fulfilled"], "gone"),
        ("paid", [], "unsent"),
        ("part_refunded", ["paid"], "unsent"),
        ("part_refunded", ["paid", "fulfilled"], "gone"),
        ("fulfilled", ["paid"], "gone"),
        ("refunded", ["paid"], "gone"),
        ("expired", [], None),
        ("cancelled", [], None),
    ],
)
def test_where_an_orders_units_are(state, before, place):
    history = tuple(event(one, NOW, "checkout") for one in ["new", *before, state])
    order = order_of(state=state, history=history)
    assert place_of(order) == place
    assert place_of(replace(order, restocked=True)) is None


def test_units_are_told_by_counter_and_place(store):
    bought = [order_of("A", 2), order_of("B", 1, state="paid"), order_of("C", 4, state="expired")]
    assert owned(bought) == {SKU: Owned(held=2, unsent=1)}


def test_counting_the_shelf_finds_what_the_books_lack(store):
    placed(store, "A", 1)
    placed(store, "B", 1, state="paid")
    placed(store, "C", 1, state="fulfilled")
    stock, held = count(store, lambda: orders(store), SKU, 6, said())
    assert held == Owned(held=1, unsent=1, gone=1)
    assert (stock.avail, stock.stocked) == (4, 7)
    assert stock.log[-1] == said().entry(2, counted=6)
    assert conserved(store)


def test_counting_what_the_books_say_is_logged_and_changes_nothing(store):
    placed(store)
    stock, _ = count(store, lambda: orders(store), SKU, 5, said())
    assert (stock.avail, stock.stocked, stock.log[-1]["change"]) == (4, 5, 0)


def test_a_shelf_with_less_than_orders_own_is_not_counted(store):
    placed(store, units=3)
    before = store.snapshot()
    with pytest.raises(TooFew) as few:
        count(store, lambda: orders(store), SKU, 2, said())
    assert few.value.ids == {"counter": SKU, "avail": 2, "here": 3}
    assert store.snapshot() == before


def test_an_order_that_the_list_does_not_have_yet_lets_nothing_be_counted(store):
    placed(store)
    before = store.snapshot()
    with pytest.raises(Unaccounted):
        count(store, list, SKU, 5, said())
    assert store.snapshot() == before


def test_no_more_orders_are_asked_for_than_own_all_there_is(store):
    late = [placed(store, "B"), placed(store, "A")]

    def newest():
        yield from late
        raise AssertionError("asked for more")

    assert count(store, newest, SKU, 5, said())[1].held == 2


def test_a_count_and_orders_that_come_and_go_leave_what_was_counted(store):
    """The shelf has 6: however a purchase and a release fall, 6 units are there after the count."""

    def build():
        store = MemoryStore()
        store.write(first_stock(SKU, 5))
        leaving = placed(store, "A", 2)
        turns = Turns(store)
        works = [
            lambda: count(turns, lambda: orders(turns), SKU, 6, said()),
            lambda: turns.write_all(place(order_of("B", 1), "2027-01")),
            lambda: release(turns, leaving, NOW, "reconcile", "expired"),
        ]
        return store, works

    runs = 0
    for world, order in interleaved(build):
        runs += 1
        stock = read_stock(world, SKU)
        assert conserved(world), order
        assert [entry["change"] for entry in stock.log] == [1], order
        assert stock.stocked == 6, order
    assert runs > 20


def test_failure_25_of_those_who_want_the_last_unit_one_gets_it():
    """Every order in which three purchases and a restock can fall."""

    def build():
        store = MemoryStore()
        store.write(first_stock(SKU, 1))
        turns = Turns(store)
        buys = [
            lambda name=name: turns.write_all(place(order_of(name, 1), "2027-01")) for name in "ABC"
        ]
        return store, [*buys, lambda: adjust(turns, SKU, 1, said())]

    for store, order in interleaved(build):
        assert conserved(store), order
        assert len(orders(store)) == 2 - read_stock(store, SKU).avail, order


def test_failure_25_without_the_condition_the_last_unit_is_sold_twice():
    """The negative control: who looks first and takes then oversells."""

    def buys(turns, name):
        order = order_of(name, 1)
        if turns.read([stock_key(SKU)])[stock_key(SKU)]["avail"] >= 1:
            put, hold, *_ = place(order, "2027-01")
            turns.write_all([put, Write(hold.key, add=hold.add)])

    def build():
        store = MemoryStore()
        store.write(first_stock(SKU, 1))
        turns = Turns(store)
        return store, [lambda name=name: buys(turns, name) for name in "AB"]

    oversold = [read_stock(store, SKU).avail < 0 for store, _ in interleaved(build)]
    assert any(oversold)
    assert not all(oversold)


def test_failure_26_an_unpaid_order_that_several_give_up_at_once_returns_its_units_once():
    def build():
        store = MemoryStore()
        store.write(first_stock(SKU, 5))
        order = placed(store, units=3)
        turns = Turns(store)
        works = [
            lambda by=by: release(turns, order, NOW, by, "expired")
            for by in ("reconcile", "notice", "checkout")
        ]
        return store, works

    for store, order in interleaved(build):
        assert read_stock(store, SKU).avail == 5, order
        assert conserved(store), order


class Books(RuleBasedStateMachine):
    """Failure 28: purchases, releases, payments, late money, restocks and counts, in any order."""

    @initialize(first=st.integers(0, 6))
    def opened(self, first):
        self.store = MemoryStore()
        self.store.write(first_stock(SKU, first))
        self.marks = 0

    def _said(self):
        self.marks += 1
        return said(f"m{self.marks}")

    def _all(self, *states):
        return sorted((o for o in orders(self.store) if o.state in states), key=lambda o: o.id)

    def _some(self, data, *states):
        return data.draw(st.sampled_from(self._all(*states)))

    @rule(units=st.integers(1, 4))
    @precondition(lambda self: len(orders(self.store)) < 8)
    def buys(self, units):
        name = "ABCDEFGH"[len(orders(self.store))]
        stock = read_stock(self.store, SKU)
        try:
            placed(self.store, name, units)
        except Refused:
            assert units > stock.avail

    @rule(data=st.data())
    @precondition(lambda self: self._all("new", "awaiting"))
    def gives_up(self, data):
        release(self.store, self._some(data, "new", "awaiting"), NOW, "reconcile", "expired")

    @rule(data=st.data(), to=st.sampled_from(["paid", "awaiting"]))
    @precondition(lambda self: self._all("new"))
    def pays(self, data, to):
        order = self._some(data, "new")
        self.store.write(move(order.id, to, event(to, NOW, "notice")))

    @rule(data=st.data())
    @precondition(lambda self: self._all("expired"))
    def pays_late(self, data):
        order = self._some(data, "expired")
        paid = move(order.id, "paid", event("paid", NOW, "notice"), since=("expired",))
        try:
            self.store.write_all(take_again(order, paid))
        except Refused:
            assert order.holds[SKU] > read_stock(self.store, SKU).avail

    @rule(data=st.data())
    @precondition(lambda self: self._all("paid"))
    def is_sent(self, data):
        order = self._some(data, "paid")
        self.store.write(move(order.id, "fulfilled", event("fulfilled", NOW, "merchant")))

    @rule(data=st.data())
    @precondition(lambda self: any(not o.restocked for o in self._all("paid", "fulfilled")))
    def comes_back(self, data):
        """As a refund does that puts the goods back on sale."""
        order = self._some(data, "paid", "fulfilled")
        back = Write(
            order_key(order.id), expect=(Is("restocked", (False,)),), set={"restocked": True}
        )
        units = Write(stock_key(SKU), add={"avail": order.holds[SKU]})
        if not order.restocked:
            self.store.write_all([back, units])

    @rule(change=st.integers(-5, 5).filter(bool))
    def adjusts(self, change):
        before = read_stock(self.store, SKU)
        try:
            after = adjust(self.store, SKU, change, self._said())
        except TooFew:
            assert before.avail + change < 0
        else:
            assert (after.avail, after.stocked) == (before.avail + change, before.stocked + change)

    @rule(shelf=st.integers(0, 9))
    def counts(self, shelf):
        here = [o for o in orders(self.store) if place_of(o) in {"held", "unsent"}]
        owned_here = sum(order.holds[SKU] for order in here)
        try:
            stock, _ = count(self.store, lambda: orders(self.store), SKU, shelf, self._said())
        except TooFew:
            assert shelf < owned_here
        else:
            assert stock.avail + owned_here == shelf

    @rule()
    def publishes_again(self):
        with pytest.raises(Refused):
            self.store.write(first_stock(SKU, 100))

    @invariant()
    def all_that_was_put_in_is_for_sale_or_owned(self):
        if hasattr(self, "store"):
            assert conserved(self.store)


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_an_order_that_ends_while_stock_is_corrected_gives_back_what_it_had(store):
    order = placed(store, units=5)
    adjust(store, SKU, 2, said())
    store.write_all(let_go(order, "expired", event("expired", NOW, "reconcile")))
    assert read_order(store, order.id).state == "expired"
    assert (read_stock(store, SKU).avail, read_stock(store, SKU).stocked) == (7, 7)
