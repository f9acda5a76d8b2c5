from dataclasses import replace

import pytest

from pelicart.errors import Raced
from pelicart.order import SHARDS
from pelicart.orders.overdue import LONGEST
from pelicart.writes import Write

TEN_MINUTES, DEADLINE = 600, 35 * 60


@pytest.fixture
def pending(front, ada):
    ada.adds("LAMP")
    ada.orders()
    return front


def passes(front, seconds):
    front.moment += seconds
    return front.reconcile()


def test_nothing_due_is_nothing_done(pending):
    assert passes(pending, TEN_MINUTES - 1) == {}


def test_a_lost_notice_is_made_up_for(pending):
    pending.provider.takes("session-1", 9500)
    assert passes(pending, TEN_MINUTES) == {"paid": 1}
    assert pending.order.due_at == 0
    assert passes(pending, 86400) == {}


def test_an_unpaid_order_is_looked_at_again_at_its_deadline(pending):
    assert passes(pending, TEN_MINUTES) == {"pending": 1}
    assert passes(pending, TEN_MINUTES) == {}
    assert pending.order.due_at == pending.order.deadline


def test_an_unpaid_order_ends_at_its_deadline_and_gives_its_units_back(pending):
    assert passes(pending, DEADLINE) == {"expired": 1}
    assert pending.stock("LAMP") == 1
    assert pending.provider.open == []
    assert passes(pending, 86400) == {}


def test_money_of_the_last_moment_is_kept(pending):
    pending.provider.takes("session-1", 9500)
    assert passes(pending, DEADLINE) == {"paid": 1}


def test_an_order_is_kept_as_long_as_the_provider_is_down(pending):
    pending.provider.down = 1
    assert passes(pending, DEADLINE) == {"provider-down": 1}
    assert (pending.order.state, pending.stock("LAMP")) == ("pending", 0)
    assert passes(pending, 299) == {}
    assert passes(pending, 1) == {"expired": 1}


def test_a_hand_off_that_was_cut_short_ends_without_asking(front, ada):
    ada.adds("LAMP")
    front.provider.lost = 1
    ada.orders()
    assert passes(front, DEADLINE) == {"expired": 1}
    assert front.stock("LAMP") == 1


def test_money_on_its_way_is_looked_at_until_it_has_come(pending):
    pending.provider.does("session-1", state="processing")
    assert passes(pending, DEADLINE) == {"awaiting": 1}
    for _ in range(3):
        assert passes(pending, 6 * 3600) == {"awaiting": 1}
    pending.provider.does("session-1", state="open")
    pending.provider.takes("session-1", 9500)
    assert passes(pending, 6 * 3600) == {"paid": 1}


def test_a_cancelled_order_is_closed_at_the_provider_first(pending, ada):
    ada.submit(ada.returns(back=True), "cancel")
    assert pending.provider.open == ["session-1"]
    assert passes(pending, 0) == {"cancelled": 1}
    assert pending.provider.open == []
    assert pending.stock("LAMP") == 1


def test_a_cancelled_order_that_was_paid_all_the_same_is_paid(pending, ada):
    ada.submit(ada.returns(back=True), "cancel")
    pending.provider.takes("session-1", 9500)
    assert passes(pending, 0) == {"paid": 1}


def test_an_unpaid_cheque_gives_its_units_back_at_its_deadline(front, ada):
    ada.adds("LAMP")
    ada.orders(method="cheque")
    assert passes(front, 14 * 86400 - 1) == {}
    assert passes(front, 1) == {"expired": 1}
    assert front.stock("LAMP") == 1


REMINDING = {"transfer": {"iban": "FR1420041010050500013M02606", "days": 14, "remind": [5, 10]}}


def test_a_shopper_is_reminded_at_the_times_that_the_method_says(front, ada):
    front.publish(methods=REMINDING)
    ada.adds("LAMP")
    ada.orders(method="transfer")
    assert passes(front, 5 * 86400 - 1) == {}
    assert passes(front, 1) == {"reminded": 1}
    assert front.order.reminded == front.moment
    assert passes(front, 300) == {}
    assert passes(front, 5 * 86400 - 300) == {"reminded": 1}
    assert passes(front, 4 * 86400 - 1) == {}
    assert passes(front, 1) == {"expired": 1}
    assert front.stock("LAMP") == 1


def test_a_reminder_put_off_comes_in_its_time_and_not_before(front, ada):
    front.publish(methods=REMINDING)
    ada.adds("LAMP")
    ada.orders(method="transfer")
    front.store.write(Write(f"ORDER#{front.order.id}", set={"due_at": front.moment + 300}))
    assert passes(front, 300) == {"awaiting": 1}
    assert (front.order.reminded, front.order.due_at) == (0, front.order.reminders[0])


def test_after_the_deadline_nobody_is_reminded(front, ada):
    front.publish(methods=REMINDING)
    ada.adds("LAMP")
    ada.orders(method="transfer")
    assert passes(front, 15 * 86400) == {"expired": 1}
    assert front.order.reminded == 0


def test_one_broken_order_does_not_stop_the_others(pending):
    for shard in range(SHARDS):
        broken = {"due": f"DUE#{shard}", "due_at": 1, "state": "pending"}
        pending.store.write(Write(f"ORDER#BROKEN{shard}", put=broken))
    assert passes(pending, DEADLINE) == {"crash": SHARDS, "expired": 1}
    assert pending.store.snapshot()["ORDER#BROKEN0"]["due_at"] == pending.moment + 300
    assert passes(pending, 1) == {}


def test_a_slow_run_leaves_the_rest_to_the_next(pending, monkeypatch):
    real = pending.wired.store.read

    def slowly(keys):
        pending.moment += LONGEST + 1
        return real(keys)

    for shard in range(SHARDS):
        broken = {"due": f"DUE#{shard}", "due_at": 1, "state": "pending"}
        pending.store.write(Write(f"ORDER#BROKEN{shard}", put=broken))
    with monkeypatch.context() as patch:
        patch.setattr(pending.wired.store, "read", slowly)
        assert sum(passes(pending, TEN_MINUTES).values()) == 1
    assert sum(passes(pending, 0).values()) == SHARDS


def test_a_long_shard_does_not_hold_the_others_back(pending, monkeypatch):
    taken = []
    monkeypatch.setattr(
        pending.wired.store, "query", lambda _, shard, **__: [f"ORDER#{shard}{n}" for n in range(3)]
    )
    monkeypatch.setattr(pending.wired.store, "read", lambda keys: taken.extend(keys) or {})
    passes(pending, 0)
    assert {key[-2] for key in taken[:SHARDS]} == set("0123")


def test_an_order_moved_meanwhile_keeps_its_own_duty(pending, monkeypatch):
    real = pending.provider.look_up

    def meanwhile(session):
        later = {"due_at": pending.moment + 7}
        pending.store.write(Write(f"ORDER#{pending.order.id}", set=later))
        return real(session)

    monkeypatch.setattr(pending.provider, "look_up", meanwhile)
    passes(pending, TEN_MINUTES)
    assert pending.order.due_at == pending.moment + 7


def test_an_index_behind_the_table_does_no_harm(pending, monkeypatch):
    due = pending.order
    monkeypatch.setattr(
        pending.wired.store, "query", lambda *_, **__: [f"ORDER#{due.id}", "ORDER#GONE"]
    )
    assert passes(pending, 1) == {"later": SHARDS, "not-found": SHARDS}
    assert pending.order == due


def test_a_busy_table_is_tried_again_later(pending):
    attempts = []

    def busy():
        attempts.append(1)
        if len(attempts) == 1:
            raise Raced

    pending.breaking = busy
    assert passes(pending, DEADLINE) == {"raced": 1}
    assert replace(pending.order, due_at=0).state == "pending"
    assert passes(pending, 300) == {"expired": 1}


def test_running_twice_at_once_releases_once(pending, monkeypatch):
    real, inner = pending.provider.close, []

    def twice(session):
        if not inner:
            inner.append(1)
            pending.reconcile()
        return real(session)

    monkeypatch.setattr(pending.provider, "close", twice)
    assert passes(pending, DEADLINE) == {"expired": 1}
    assert pending.stock("LAMP") == 1
