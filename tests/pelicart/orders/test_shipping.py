from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.errors import Raced, WrongState
from pelicart.letters import due_letters
from pelicart.order import STATES, order_from, order_key
from pelicart.orders.moves import event, move, place
from pelicart.orders.restocking import GIVEN_BACK, restock
from pelicart.orders.shipping import SENDABLE, ship, travels
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

COUNTER = "STOCK#NOTEBOOK-OCHRE"


class Desk:
    """One order in a table, in whatever state."""

    def __init__(self, state="paid", **changes):
        history = (event("new", NOW, "checkout"), event(state, NOW, "test"))
        order = an_order(state=state, history=history, captured=4690, **changes)
        self.store = MemoryStore()
        self.store.write(Write(COUNTER, put={"avail": 5}))
        self.store.write_all(place(order, "2027-01"))

    @property
    def order(self):
        return order_from(self.store.snapshot()[order_key(an_order().id)])

    @property
    def avail(self):
        return self.store.snapshot()[COUNTER]["avail"]

    def ships(self, tracking="", carrier=""):
        return ship(self.store, self.order, tracking, carrier, now=NOW, by="merchant")

    def restocks(self):
        return restock(self.store, self.order, now=NOW, by="merchant")


@pytest.mark.parametrize("state", SENDABLE)
def test_what_is_paid_is_sent_and_told_with_its_tracking(state):
    order = Desk(state).ships("X1", "Post")
    assert (order.state, travels(order)) == ("fulfilled", ("X1", "Post"))
    assert order.history[-1] == event(
        "fulfilled", NOW, "merchant", why="shipped", tracking="X1", carrier="Post"
    )
    assert "shipped" in [due.letter for due in due_letters(order)]


@pytest.mark.parametrize("state", sorted(set(STATES) - {*SENDABLE, "fulfilled"}))
def test_what_is_not_paid_or_not_decided_stays(state):
    desk = Desk(state)
    with pytest.raises(WrongState):
        desk.ships()
    assert desk.order.state == state


def test_the_same_word_twice_changes_nothing_and_another_is_told_anew():
    desk = Desk()
    before = desk.ships("X1")
    assert desk.ships("X1") == desk.ships() == before
    after = desk.ships("X2", "Post")
    assert travels(after) == ("X2", "Post")
    assert [due.letter for due in due_letters(after)].count("shipped") == 2


def test_a_refund_under_way_is_not_forgotten_by_sending():
    desk = Desk(refunding=500, due_at=NOW + 60)
    assert (desk.ships().refunding, desk.order.due_at) == (500, NOW + 60)


def test_what_went_back_on_the_shelf_is_not_sent():
    desk = Desk("part_refunded")
    desk.restocks()
    with pytest.raises(WrongState):
        desk.ships()


@pytest.mark.parametrize("state", GIVEN_BACK)
def test_units_go_back_on_sale_once(state):
    desk = Desk(state)
    assert (desk.avail, desk.restocks().holding, desk.avail) == (3, False, 5)
    assert desk.restocks() == desk.order
    assert desk.avail == 5
    assert desk.order.history[-1]["why"] == "restocked"


@pytest.mark.parametrize("state", sorted(set(STATES) - {*GIVEN_BACK}))
def test_units_of_an_order_that_keeps_its_money_stay(state):
    desk = Desk(state)
    with pytest.raises(WrongState):
        desk.restocks()
    assert desk.avail == 3


@pytest.mark.parametrize("act", [ship, restock])
def test_who_comes_second_is_told_so_or_changes_nothing(act):
    desk = Desk("part_refunded")
    old = desk.order
    words = ("X1", "") if act is ship else ()
    act(desk.store, old, *words, now=NOW, by="merchant")
    again = act(desk.store, old, *words, now=NOW, by="merchant")
    assert (again, desk.avail) == (desk.order, 3 if act is ship else 5)
    other = {ship: ("X2", "")}.get(act, ())
    desk.store.write(Write(order_key(old.id), set={"restocked": False, "state": "review"}))
    with pytest.raises(Raced):
        act(desk.store, old, *other, now=NOW, by="merchant")


def test_sending_and_restocking_at_once_end_in_one_of_both():
    def build():
        desk = Desk("part_refunded")
        store, order = Turns(desk.store), desk.order
        return desk, [
            lambda: ship(store, order, "", "", now=NOW, by="merchant"),
            lambda: restock(store, order, now=NOW, by="merchant"),
        ]

    ends = {(desk.order.state, desk.avail) for desk, _ in interleaved(build)}
    assert ends == {("fulfilled", 3), ("part_refunded", 5)}


def test_an_older_order_without_the_field_can_be_restocked():
    desk = Desk("refunded")
    key = order_key(an_order().id)
    item = {name: part for name, part in desk.store.snapshot()[key].items() if name != "restocked"}
    desk.store.write(Write(key, put=item))
    assert replace(desk.restocks(), restocked=False).state == "refunded"
    assert desk.avail == 5


def test_what_was_sent_and_refunded_in_part_since_stays_so_and_is_told_anew():
    desk = Desk()
    desk.ships("X1")
    desk.store.write(
        move(desk.order.id, "part_refunded", event("part_refunded", NOW, "test", refunded=500))
    )
    before = desk.order
    assert desk.ships() == desk.ships("X1") == before
    after = desk.ships("X2")
    assert (after.state, after.history[-1]["why"], travels(after)) == (
        *("part_refunded", "tracking"),
        ("X2", ""),
    )
    assert [due.letter for due in due_letters(after)].count("shipped") == 2


def test_an_order_that_cost_nothing_is_undone_by_restocking_alone():
    desk = Desk(total=0)
    assert (desk.restocks().state, desk.avail) == ("paid", 5)
    with pytest.raises(WrongState):
        desk.ships()
