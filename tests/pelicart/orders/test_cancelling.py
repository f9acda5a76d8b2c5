"""The merchant gives an open order up: at its provider first, whatever happens meanwhile."""

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.interleaving import Turns, interleaved
from tests.pelicart.provider import Provider

from pelicart.errors import ProviderDown, WrongState
from pelicart.letters import due_letters
from pelicart.money import Money
from pelicart.order import OPEN, RELEASED, STATES, UNPAID, order_from, order_key
from pelicart.orders.asking import asked
from pelicart.orders.cancelling import cancel
from pelicart.orders.handoff import GIVEN_UP, close
from pelicart.orders.moves import event, place
from pelicart.orders.overdue import finish_overdue
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.wiring import Wiring
from pelicart.writes import Write

COUNTER = "STOCK#NOTEBOOK-OCHRE"
NOTHING = Money(0, "EUR")


class Desk:
    """One order in a table, with its page open at its provider."""

    def __init__(self, state="pending", **changes):
        history = (event("new", NOW, "checkout"), event(state, NOW, "checkout", session="s1"))
        order = an_order(state=state, live=True, session="s1", history=history)
        order = order if not changes else an_order(state=state, history=history, **changes)
        self.store, self.provider = MemoryStore(), Provider()
        self.store.write(Write(COUNTER, put={"avail": 5}))
        self.store.write_all(place(order, "2027-01"))
        self.provider.payments["s1"] = Payment("open", order.id, "s1", NOTHING, NOTHING, live=True)

    @property
    def order(self):
        return order_from(self.store.snapshot()[order_key(an_order().id)])

    @property
    def avail(self):
        return self.store.snapshot()[COUNTER]["avail"]

    def cancels(self):
        return cancel(self.store, self.provider, self.order, now=NOW, by="merchant")


@pytest.mark.parametrize("state", UNPAID)
def test_its_page_is_closed_and_its_units_go_back_once(state):
    desk = Desk(state)
    for _ in range(2):
        assert desk.cancels().state == "cancelled"
        assert (desk.provider.open, desk.avail) == ([], 5)
    assert [due.letter for due in due_letters(desk.order)] == ["cancelled"]
    assert desk.order.history[-1]["by"] == "merchant"


@pytest.mark.parametrize("state", OPEN)
def test_an_order_by_hand_is_given_up_without_asking_anybody(state):
    desk = Desk(state, module="manual", method="cheque")
    assert (desk.cancels().state, desk.avail) == ("cancelled", 5)
    assert desk.order.history[-1]["why"] == GIVEN_UP
    assert not desk.provider.calls


@pytest.mark.parametrize("state", sorted(set(STATES) - {*UNPAID, *RELEASED}))
def test_what_is_decided_or_on_its_way_stays(state):
    desk = Desk(state)
    with pytest.raises(WrongState):
        desk.cancels()
    assert (desk.order.state, desk.order.wanted, desk.avail) == (state, "", 3)


def test_a_wish_that_its_provider_did_not_hear_is_carried_out_by_reconcile():
    desk = Desk()
    desk.provider.down = 1
    with pytest.raises(ProviderDown):
        desk.cancels()
    assert (desk.order.state, desk.order.wanted, desk.avail) == ("pending", "cancelled", 3)
    wired = Wiring(desk.store, lambda: NOW, {}, build=lambda *_: desk.provider)
    assert finish_overdue(wired) == {"cancelled": 1}
    assert desk.avail == 5


@pytest.mark.parametrize("by", ["merchant", "shopper"])
def test_who_wanted_it_is_known_when_its_page_ends_later(by):
    desk = Desk()
    desk.provider.unclosable, desk.provider.lingers = True, 3600
    cancel(desk.store, desk.provider, desk.order, now=NOW, by=by)
    assert desk.order.state == "pending"
    ended = close(desk.store, desk.provider, desk.order, desk.order.deadline, "reconcile")
    assert ended.state == "cancelled"
    assert ended.history[-1]["why"] == (GIVEN_UP if by == "merchant" else "cancelled")


def test_paying_and_giving_up_at_once_end_in_one_of_both():
    def build():
        desk = Desk()
        store, provider, order = Turns(desk.store), Turns(desk.provider), desk.order

        def pays():
            if desk.provider.open:
                desk.provider.takes("s1", order.total)
            asked(store, provider, "s1", NOW, "notice:test")

        return desk, [
            lambda: cancel(store, provider, order, now=NOW, by="merchant"),
            pays,
        ]

    for desk, turns in interleaved(build):
        paid = desk.provider.payments["s1"].state == "paid"
        expected = ("paid", 3) if paid else ("cancelled", 5)
        assert (desk.order.state, desk.avail) == expected, turns
