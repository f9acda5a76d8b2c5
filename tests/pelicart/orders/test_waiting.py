from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.errors import Raced, WrongState
from pelicart.order import Order
from pelicart.orders.marking import mark_paid
from pelicart.orders.moves import place
from pelicart.orders.stored import read_order, release
from pelicart.orders.waiting import DAY, extend, next_duty, remind
from pelicart.store.memory import MemoryStore
from pelicart.writes import Write

REMINDERS = (NOW + 5 * DAY, NOW + 10 * DAY)
ORDER = an_order(
    state="awaiting",
    method="transfer",
    module="manual",
    deadline=NOW + 14 * DAY,
    reminders=REMINDERS,
    due_at=REMINDERS[0],
)


@pytest.fixture
def store():
    store = MemoryStore()
    store.write(Write("STOCK#NOTEBOOK-OCHRE", put={"avail": 2}))
    store.write_all(place(ORDER, "2027-01"))
    return store


def stored(store) -> Order:
    return read_order(store, ORDER.id)


def item(store):
    return store.snapshot()[f"ORDER#{ORDER.id}"]


def test_the_next_duty_is_the_next_reminder_and_then_the_deadline():
    assert next_duty((3, 5), 9) == 3
    assert next_duty((), 9) == 9


def test_an_order_with_reminders_is_stored_and_read_back(store):
    assert stored(store) == ORDER


def test_a_reminder_stands_in_the_history_and_leaves_the_next_duty(store):
    order = remind(store, ORDER, REMINDERS[0])
    assert order == stored(store)
    assert order.history[-1] == {
        "state": "awaiting",
        "at": REMINDERS[0],
        "by": "shop",
        "why": "reminded",
    }
    assert (order.reminded, order.due_at) == (REMINDERS[0], REMINDERS[1])
    order = remind(store, order, REMINDERS[1])
    assert (order.reminded, order.due_at, order.reminders) == (REMINDERS[1], ORDER.deadline, ())


def test_two_runs_at_once_remind_once(store):
    first = remind(store, ORDER, REMINDERS[0])
    assert remind(store, ORDER, REMINDERS[0]) == first
    assert len(first.history) == 1


def test_reminders_that_were_both_missed_are_one(store):
    order = remind(store, ORDER, REMINDERS[1] + 1)
    assert (len(order.history), order.reminders, order.due_at) == (1, (), ORDER.deadline)


def test_who_has_paid_meanwhile_is_not_reminded(store):
    mark_paid(store, ORDER.id, ORDER.money, "line 1", now=NOW, by="merchant")
    order = remind(store, ORDER, REMINDERS[0])
    assert (order.state, order.reminded) == ("paid", 0)


def test_an_order_waits_so_many_days_longer_than_before(store):
    order = extend(store, ORDER, 7, now=NOW + DAY, by="merchant")
    assert order == stored(store)
    assert order.deadline == ORDER.deadline + 7 * DAY
    assert (order.reminders, order.due_at) == (REMINDERS, REMINDERS[0])
    assert order.history[-1]["until"] == order.deadline


def test_an_order_whose_deadline_went_by_unnoticed_waits_from_now(store):
    late = ORDER.deadline + DAY
    order = extend(store, ORDER, 7, now=late, by="merchant")
    assert (order.deadline, order.due_at, order.reminders) == (late + 7 * DAY, late + 7 * DAY, ())


def test_an_order_that_waits_longer_is_not_ended_by_who_read_it_before(store):
    extend(store, ORDER, 7, now=ORDER.deadline, by="merchant")
    order = release(store, ORDER, ORDER.deadline, "reconcile", "deadline")
    assert order.state == "awaiting"
    assert store.snapshot()["STOCK#NOTEBOOK-OCHRE"]["avail"] == 0


def test_a_shopper_can_still_give_up_what_waits_longer(store):
    extend(store, ORDER, 7, now=NOW, by="merchant")
    order = release(store, replace(ORDER, wanted="cancelled"), NOW, "shopper", "asked")
    assert order.state == "cancelled"


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, module="stripe"),
        replace(ORDER, module="sealed"),
        replace(ORDER, state="expired"),
        replace(ORDER, state="paid"),
    ],
)
def test_only_an_order_that_waits_for_money_by_hand_can_wait_longer(store, order):
    before = store.snapshot()
    with pytest.raises(WrongState):
        extend(store, order, 7, now=NOW, by="merchant")
    assert store.snapshot() == before


def test_an_order_that_was_moved_meanwhile_is_left_as_it_is(store):
    release(store, ORDER, NOW, "reconcile", "deadline")
    before = store.snapshot()
    with pytest.raises(Raced):
        extend(store, ORDER, 7, now=NOW, by="merchant")
    assert store.snapshot() == before
