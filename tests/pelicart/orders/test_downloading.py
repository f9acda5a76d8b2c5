from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.allowance import Allowance
from pelicart.downloads import downloads
from pelicart.errors import Raced, TableDown, WrongState
from pelicart.order import STATES, order_key
from pelicart.orders.downloading import GOOD_FOR, SAME_LINK, TRIES, grant_again, hand_out
from pelicart.orders.moves import event, move, place
from pelicart.orders.stored import read_order
from pelicart.store.memory import MemoryStore
from pelicart.writes import Counts, Write

ORDER = an_order(
    a_quote(a_line(digital="plan.svg", stock_key=None), a_line(digital="b", stock_key=None)),
    state="paid",
    history=(event("paid", NOW, "shop"),),
)
TWICE = Allowance(days=30, times=2)
LATER = SAME_LINK


def a_store(order=ORDER, store=None):
    store = store or MemoryStore()
    store.write_all(place(order, "2027-01"))
    return store


def asks(store, number=0, now=NOW, allowance=TWICE):
    return hand_out(store, read_order(store, ORDER.id), number, allowance, now)


def counted(store):
    return [(entry["at"], entry["file"]) for entry in read_order(store, ORDER.id).downloads]


def test_a_link_is_counted_before_it_is_handed_out():
    store = a_store()
    assert asks(store) == NOW
    assert counted(store) == [(NOW, 0)]


def test_pressed_again_it_is_the_same_link_while_it_is_good():
    store = a_store()
    assert [asks(store, now=NOW + wait) for wait in (0, 5, LATER - 1)] == [NOW] * 3
    assert counted(store) == [(NOW, 0)]
    assert asks(store, now=NOW + LATER) == NOW + LATER
    assert SAME_LINK < GOOD_FOR


def test_each_file_has_its_own_count_and_ends_with_it():
    store = a_store()
    at = [asks(store, 0, NOW + LATER * turn) for turn in range(4)]
    assert at == [NOW, NOW + LATER, 0, 0]
    assert asks(store, 1, NOW + LATER * 4) == NOW + LATER * 4
    assert len(counted(store)) == 3


def test_the_last_link_can_be_pressed_again_though_none_is_left():
    store = a_store()
    asks(store, allowance=Allowance(times=1))
    assert asks(store, now=NOW + 1, allowance=Allowance(times=1)) == NOW


def test_after_its_time_nothing_is_handed_out():
    store = a_store()
    assert asks(store, now=NOW + 30 * 86400) == 0
    assert counted(store) == []


@pytest.mark.parametrize("state", STATES)
def test_only_an_order_that_is_paid_hands_out(state):
    store = a_store(replace(ORDER, state=state))
    given = asks(store)
    assert bool(given) == (state in {"paid", "fulfilled", "part_refunded"})
    assert len(counted(store)) == bool(given)


def test_an_order_read_before_it_was_refunded_hands_out_nothing():
    store = a_store()
    read = read_order(store, ORDER.id)
    store.write(move(ORDER.id, "refunded", event("refunded", NOW, "merchant")))
    assert hand_out(store, read, 0, TWICE, NOW) == 0
    assert counted(store) == []


def test_a_link_of_minutes_ago_is_not_handed_out_again_once_all_was_given_back():
    store = a_store()
    asks(store)
    store.write(move(ORDER.id, "refunded", event("refunded", NOW, "merchant")))
    assert asks(store, now=NOW + 1) == 0


def test_without_an_answer_of_the_table_no_link_is_handed_out():
    class Down(MemoryStore):
        def write(self, write):
            super().write(write)
            raise TableDown("no answer")

    store = a_store(store=Down())
    with pytest.raises(TableDown):
        asks(store)
    assert counted(store) == [(NOW, 0)]
    assert asks(store, now=NOW + 1) == NOW  # pressed again it is the one that was counted


def test_it_gives_up_when_others_are_always_first():
    class Busy(MemoryStore):
        tries = 0

        def write(self, write):
            self.tries += 1
            extra = {"at": NOW - 9999, "file": 1}
            super().write(Write(write.key, append={"downloads": [extra]}))
            return super().write(write)

    store = a_store(store=Busy())
    with pytest.raises(Raced):
        asks(store)
    assert store.tries == TRIES


class Loose(MemoryStore):
    """A store that doesn't look how many entries a list has: without that, this oversells."""

    def write(self, write):
        kept = tuple(one for one in write.expect if not isinstance(one, Counts))
        return super().write(replace(write, expect=kept))


class Browsers:
    """Several who have the link press at moments so far apart that each link counts."""

    def __init__(self, others: Sequence[str] = (), *, browsers=3, store=MemoryStore):
        self.others, self.browsers, self.kind = others, browsers, store

    def __call__(self):
        self.store, self.given = a_store(store=self.kind()), []
        self.before_refund = self.granted = None
        slow, numbers = Turns(self.store), count()

        def presses():
            now = NOW + LATER * next(numbers)
            at = hand_out(slow, read_order(slow, ORDER.id), 0, TWICE, now)
            self.given += [at] if at else []

        def refunds():
            item = slow.write(move(ORDER.id, "refunded", event("refunded", NOW, "merchant")))
            self.before_refund = item.get("downloads", [])

        def grants():
            read = read_order(slow, ORDER.id)
            self.granted = grant_again(slow, read, now=NOW + 1, by="merchant")

        works = {"refunds": refunds, "grants": grants}
        return self, [*([presses] * self.browsers), *(works[name] for name in self.others)]

    @property
    def order(self):
        return read_order(self.store, ORDER.id)


def test_many_at_once_get_no_link_too_many_and_none_too_few():
    runs = 0
    for shop, turns in interleaved(Browsers()):
        assert len(set(shop.given)) == len(shop.given) == 2, turns
        assert sorted(shop.given) == sorted(at for at, _ in counted(shop.store)), turns
        runs += 1
    assert runs > 100


def test_without_the_condition_somebody_gets_one_too_many():
    assert max(len(shop.given) for shop, _ in interleaved(Browsers(store=Loose))) == 3


def test_nothing_is_handed_out_once_all_was_given_back():
    found = set()
    for shop, turns in interleaved(Browsers(["refunds"], browsers=2)):
        assert list(shop.order.downloads) == shop.before_refund, turns
        assert len(shop.given) == len(shop.order.downloads), turns
        found.add(len(shop.given))
    assert found == {0, 1, 2}


def test_what_is_granted_again_is_counted_from_that_very_moment():
    found = set()
    for shop, turns in interleaved(Browsers(["grants"], browsers=2)):
        before = len(shop.granted.downloads) if shop.granted else 0
        if shop.granted:
            assert shop.order.history[-1]["counted"] == before, turns
        (plan, _) = downloads(shop.order, TWICE, NOW)
        assert plan.left == 2 - len(shop.order.downloads[before:]), turns
        found.add((bool(shop.granted), before))
    assert found == {(True, 0), (True, 1), (True, 2), (False, 0)}


def test_the_merchant_grants_all_files_again():
    store = a_store()
    for turn in range(2):
        asks(store, now=NOW + LATER * turn)
    late = NOW + 40 * 86400
    assert asks(store, now=late) == 0
    grant_again(store, read_order(store, ORDER.id), now=late, by="merchant")
    assert asks(store, now=late) == late
    entry = read_order(store, ORDER.id).history[-1]
    assert (entry["state"], entry["by"], entry["counted"]) == ("paid", "merchant", 2)


@pytest.mark.parametrize("order", [an_order(state="paid"), replace(ORDER, state="refunded")])
def test_what_has_no_files_or_is_not_paid_is_not_granted(order):
    store = a_store(replace(order, quote=replace(order.quote)), store=_Stocked())
    with pytest.raises(WrongState):
        grant_again(store, read_order(store, order.id), now=NOW, by="merchant")
    assert read_order(store, order.id).history == order.history


class _Stocked(MemoryStore):
    """Has what the goods of an order need."""

    def __init__(self):
        super().__init__()
        self.write(Write("STOCK#NOTEBOOK-OCHRE", add={"avail": 9}))


def test_a_grant_that_comes_between_is_to_be_looked_at_anew():
    store = a_store()
    read = read_order(store, ORDER.id)
    asks(store)
    with pytest.raises(Raced):
        grant_again(store, read, now=NOW, by="merchant")
    assert order_key(ORDER.id) in store.snapshot()
