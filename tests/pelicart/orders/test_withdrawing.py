from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.allowance import Allowance
from pelicart.downloads import downloads
from pelicart.errors import Raced, WrongState
from pelicart.letters import due_letters
from pelicart.money import Money
from pelicart.order import order_from, order_key
from pelicart.orders.downloading import hand_out
from pelicart.orders.moves import TELL_AFTER, event, move, place
from pelicart.orders.settle import _overtaken, settle
from pelicart.orders.shipping import ship
from pelicart.orders.withdrawing import withdraw
from pelicart.payments.base import Payment
from pelicart.store.memory import MemoryStore
from pelicart.withdrawal import Withdrawal
from pelicart.writes import Write

DAY = 86400
TERMS = Withdrawal()
ALLOWED = Allowance()
FILE = a_line(product="FONT", sku="FONT", digital="font.zip", stock_key=None, extras=())


class Bought:
    """A paid order in a table."""

    def __init__(self, *lines, state="paid", **changes):
        quote = a_quote(*lines) if lines else a_quote()
        history = (event("new", NOW, "checkout"), event(state, NOW, "test"))
        order = an_order(quote, state=state, captured=quote.total, history=history)
        self.store = MemoryStore()
        self.store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 5}))
        self.store.write_all(place(replace(order, **changes), "2027-01"))

    @property
    def order(self):
        return order_from(self.store.snapshot()[order_key(an_order().id)])

    def withdraws(self, now=NOW + DAY, store=None):
        return withdraw(store or self.store, self.order, TERMS, now)


def test_a_withdrawal_is_written_down_with_its_time_and_changes_no_state():
    order = Bought(told=["1:paid", "1:sale"]).withdraws()
    assert (order.state, order.withdrawn) == ("paid", NOW + DAY)
    assert order.history[-1] == event("paid", NOW + DAY, "shopper", why="withdrawn")
    assert [due.letter for due in due_letters(order)] == ["withdrawn", "withdrawal"]
    assert order.tell_at == NOW + DAY + TELL_AFTER


def test_said_twice_it_is_one_withdrawal_of_the_first_time():
    bought = Bought()
    first = bought.withdraws()
    assert bought.withdraws(NOW + 2 * DAY) == first == bought.order


def test_after_its_time_it_is_none():
    bought = Bought(FILE)
    assert bought.withdraws(NOW + 15 * DAY).withdrawn == 0
    assert bought.order.history[-1].get("why") is None


def test_what_was_withdrawn_from_is_not_sent():
    bought = Bought()
    bought.withdraws()
    with pytest.raises(WrongState):
        ship(bought.store, bought.order, "", "", now=NOW, by="merchant")
    assert bought.order.state == "paid"


def test_what_left_before_can_be_withdrawn_from_and_its_tracking_told_still():
    bought = Bought()
    ship(bought.store, bought.order, "", "", now=NOW, by="merchant")
    bought.withdraws()
    order = ship(bought.store, bought.order, "X1", "", now=NOW, by="merchant")
    assert order.history[-1]["tracking"] == "X1"


def test_a_file_that_was_withdrawn_from_can_not_be_fetched_and_one_had_before_can():
    bought = Bought(FILE, replace(FILE, sku="TYPE", name="Type", digital="type.zip"))
    hand_out(bought.store, bought.order, 0, ALLOWED, NOW)
    bought.withdraws()
    assert [one.closed for one in downloads(bought.order, ALLOWED, NOW)] == ["", "withdrawn"]
    later = NOW + 2 * DAY
    assert hand_out(bought.store, bought.order, 1, ALLOWED, later) == 0
    assert hand_out(bought.store, bought.order, 0, ALLOWED, later) == later


def test_two_who_withdraw_at_once_withdraw_once():
    def build():
        bought = Bought()
        turns = Turns(bought.store)
        return bought, [lambda: bought.withdraws(store=turns) for _ in range(2)]

    worlds = 0
    for bought, _ in interleaved(build):
        worlds += 1
        whys = [entry.get("why") for entry in bought.order.history]
        assert whys.count("withdrawn") == 1
    assert worlds == 2


def test_a_parcel_and_a_withdrawal_at_once_never_leave_the_merchant_wrong():
    """Either it left first, and comes back; or it doesn't leave at all."""

    def build():
        bought = Bought()
        turns = Turns(bought.store)

        def ships():
            ship(turns, bought.order, "", "", now=NOW, by="merchant")

        return bought, [ships, lambda: bought.withdraws(store=turns)]

    states = set()
    for bought, _ in interleaved(build):
        whys = [entry.get("why") for entry in bought.order.history]
        assert whys.count("withdrawn") == 1
        states.add(bought.order.state)
        if "shipped" in whys:
            assert whys.index("shipped") < whys.index("withdrawn")
    assert states == {"paid", "fulfilled"}


def test_a_file_and_a_withdrawal_at_once_are_never_both_had():
    def build():
        bought = Bought(a_line(), FILE)
        turns = Turns(bought.store)
        fetches = [
            lambda: hand_out(turns, bought.order, 0, ALLOWED, NOW + DAY),
            lambda: bought.withdraws(store=turns),
        ]
        return bought, fetches

    kept = set()
    for bought, _ in interleaved(build):
        order = bought.order
        fetched_before = bool(order.downloads)
        kept.add(fetched_before)
        if order.withdrawn and not fetched_before:
            assert downloads(order, ALLOWED, NOW)[0].closed == "withdrawn"
    assert kept == {True, False}


def test_an_order_that_changes_all_the_time_says_so():
    class Behind:
        """A table whose every read is older than the last write."""

        def __init__(self, store):
            self.write, self._store = store.write, store

        def read(self, keys):
            items = self._store.read(keys)
            return {key: {**item, "history": item["history"][:1]} for key, item in items.items()}

    bought = Bought()
    stale = replace(bought.order, history=bought.order.history[:1])
    with pytest.raises(Raced):
        withdraw(Behind(bought.store), stale, TERMS, NOW)
    assert not bought.order.withdrawn


def test_a_capture_under_way_is_not_given_up_because_its_shopper_withdrew():
    """What says that the page ran out may be older than the agreement, as without a withdrawal."""
    agreed = event("awaiting", NOW, "return", why="agreed")
    bought = Bought(state="awaiting", session="s", due_at=NOW + 120, captured=0)
    store = bought.store
    store.write(move(bought.order.id, "awaiting", agreed, since=("awaiting",), due_at=NOW + 120))
    assert bought.withdraws(NOW + 1).withdrawn
    none = Money(0, "EUR")
    payment = Payment(
        order=bought.order.id, session="s", state="expired", captured=none, refunded=none,
        reference="", live=False,
    )  # fmt: skip
    assert _overtaken(bought.order, payment, NOW + 2)
    assert settle(store, payment, NOW + 2, "reconcile").state == "awaiting"
