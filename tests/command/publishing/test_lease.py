"""One publishes at a time, whoever comes when, and however a run ends."""

from __future__ import annotations

import pytest
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.errors import TableDown
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write
from pelicart_command.publishing import lease as module
from pelicart_command.publishing import table
from pelicart_command.publishing.errors import Held, LeaseLost
from pelicart_command.publishing.lease import KEY, LASTS, SKEW, Lease, held
from pelicart_command.publishing.state import State, begin, finish, read_state


class Clock:
    def __init__(self, now=1_800_000_000):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def lease(store, clock):
    def one(mark="mine", by="merle@desk", now=None):
        return Lease(store, mark, by, now or clock)

    return one


def test_the_second_is_told_who_publishes_and_since_when(lease, clock):
    lease().take()
    clock.now += 65
    with pytest.raises(
        Held, match=r"merle@desk has been publishing .* since 08:00:00 UTC"
    ) as held_:
        lease("other").take()
    assert "after 08:02:15 UTC" in str(held_.value)


def test_it_is_anybodys_once_given_back(lease):
    first = lease()
    first.take()
    first.release()
    lease("other").take()


def test_a_run_that_died_holds_it_no_longer_than_it_lasts(lease, clock):
    lease().take()
    clock.now += LASTS + SKEW
    with pytest.raises(Held):
        lease("other").take()
    clock.now += 1
    lease("other").take()


def test_renewed_it_lasts_and_says_since_when_still(lease, clock, store):
    first = lease()
    first.take()
    for _ in range(5):
        clock.now += LASTS - SKEW
        first.renew()
    first.holds()
    with pytest.raises(Held, match="since 08:00:00"):
        lease("other").take()


def test_nothing_is_sent_shortly_before_it_ends(lease, clock):
    first = lease()
    first.take()
    clock.now += LASTS - SKEW
    first.holds()
    clock.now += 1
    with pytest.raises(LeaseLost):
        first.holds()


def test_who_lost_it_learns_so_and_leaves_it_to_the_other(lease, clock, store):
    first, other = lease(), lease("other")
    first.take()
    clock.now += LASTS + SKEW + 1
    other.take()
    with pytest.raises(LeaseLost):
        first.renew()
    with pytest.raises(LeaseLost):
        first.holds()
    first.release()
    assert store.read([KEY])[KEY]["holder"] == "other"


def test_who_lost_it_notes_nothing(lease, clock, store):
    first = lease()
    first.take()
    begin(store, first.check, State(), "one")
    clock.now += LASTS + SKEW + 1
    lease("other").take()
    with pytest.raises(LeaseLost):
        finish(store, first.check, State(), "one", clock(), "merle")
    with pytest.raises(LeaseLost):
        begin(store, first.check, State(), "two")
    assert read_state(store) == State(begun=("one",))


@pytest.mark.parametrize("end", [KeyboardInterrupt, LeaseLost, ValueError])
def test_it_is_given_back_however_a_run_ends(lease, store, end):
    with pytest.raises(end), held(lease()):
        raise end
    assert store.read([KEY]) == {}


def test_a_table_that_is_silent_at_the_end_hides_no_other_error(clock, monkeypatch):
    monkeypatch.setattr(table, "PAUSES", ())

    class Down(MemoryStore):
        def write(self, write: Write):
            if write.delete:
                raise TableDown("silent")
            return super().write(write)

    with pytest.raises(ValueError, match="first"), held(Lease(Down(), "mine", "merle", clock)):
        raise ValueError("first")


def test_it_is_renewed_meanwhile_also_after_the_table_gave_no_answer(lease, store, monkeypatch):
    monkeypatch.setattr(module, "RENEWED", 0.001)
    done = []

    class Down(MemoryStore):
        def write(self, write: Write):
            if write.put and write.key == KEY:
                done.append(write)
                if len(done) == 2:
                    raise TableDown("once")
            return super().write(write)

    one = Lease(Down(), "mine", "merle", Clock())
    with held(one):
        while len(done) < 4:
            one.holds()


def both(now, *, dead):
    """Two that come at once; of a third that died, or of nobody."""

    def build():
        store, got = MemoryStore(), []
        if dead:
            Lease(store, "dead", "lin", Clock(now() - LASTS - SKEW - 1)).take()
        turns = Turns(store)

        def takes(mark):
            def work():
                try:
                    Lease(turns, mark, mark, now).take()
                except Held:
                    return
                got.append(mark)

            return work

        return (store, got), [takes("one"), takes("two")]

    return build


@pytest.mark.parametrize("dead", [False, True])
def test_of_two_that_come_at_once_one_gets_it(clock, dead):
    worlds = list(interleaved(both(clock, dead=dead)))
    assert len(worlds) > 2
    for (store, got), order in worlds:
        assert len(got) == 1, order
        assert store.read([KEY])[KEY]["holder"] == got[0]


def test_renewing_and_taking_over_at_once_leaves_it_to_one(clock):
    def build():
        store, won = MemoryStore(), []
        turns = Turns(store)
        late = Clock(clock() - LASTS - SKEW - 1)
        slow = Lease(store, "slow", "slow", late)
        slow.take()
        late.now = clock()
        slow._store = turns

        def renews():
            try:
                slow.renew()
            except LeaseLost:
                return
            won.append("slow")

        def takes():
            try:
                Lease(turns, "new", "new", clock).take()
            except Held:
                return
            won.append("new")

        return (store, won), [renews, takes]

    for (store, won), order in interleaved(build):
        assert len(won) == 1, order
        assert store.read([KEY])[KEY]["holder"] == won[0]
