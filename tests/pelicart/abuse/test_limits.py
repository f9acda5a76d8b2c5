import pytest
from tests.pelicart.interleaving import Turns, interleaved

from pelicart.abuse.limits import (
    LIMIT,
    NONE,
    Limits,
    check_held,
    count_press,
    held,
    read_limits,
)
from pelicart.errors import TooMany
from pelicart.reading import Reader
from pelicart.store.memory import MemoryStore
from pelicart.writes import Refused, Write

HOUR, DAY = 3_600, 86_400
NOON = 1_800_000_000 // DAY * DAY + 12 * HOUR
THREE = Limits(orders=3, holds=30)


def presses(store, limits=THREE, client="A", now=NOON):
    count_press(store, limits, client, now)


def takes(store, units, client="A", now=NOON):
    try:
        store.write_all([Write(f"ORDER#{len(store.snapshot())}", put={}),
                         *held(THREE, client, units, now)])  # fmt: skip
    except Refused as refused:
        check_held(refused.items, now)
        raise


def units(store):
    counted = [item for key, item in store.snapshot().items() if key.startswith(f"{LIMIT}hold#")]
    return sum(item["units"] for item in counted)


def test_presses_are_counted_up_to_the_limit_and_no_further():
    store = MemoryStore()
    for _ in range(3):
        presses(store)
    before = store.snapshot()
    with pytest.raises(TooMany) as raised:
        presses(store)
    assert raised.value.after == HOUR
    assert store.snapshot() == before


def test_an_hour_later_one_may_press_again():
    store = MemoryStore()
    for _ in range(3):
        presses(store, now=NOON + HOUR - 1)
    with pytest.raises(TooMany) as raised:
        presses(store, now=NOON + HOUR - 1)
    assert raised.value.after == 1
    presses(store, now=NOON + HOUR)


def test_what_one_client_does_is_no_matter_for_another():
    store = MemoryStore()
    for client in "ABCABCABC":
        presses(store, client=client)


def test_a_counter_leaves_the_table_some_time_after_its_window():
    store = MemoryStore()
    presses(store)
    takes(store, 1)
    ends = {item["ttl"] for key, item in store.snapshot().items() if key.startswith(LIMIT)}
    assert ends == {NOON + 2 * HOUR, NOON + 13 * HOUR}


def test_units_are_held_up_to_the_limit_of_a_day():
    store = MemoryStore()
    takes(store, 20)
    takes(store, 10, now=NOON + 2 * HOUR)
    before = store.snapshot()
    with pytest.raises(TooMany) as raised:
        takes(store, 1, now=NOON + 3 * HOUR)
    assert (units(store), raised.value.after) == (30, 9 * HOUR)
    assert store.snapshot() == before
    takes(store, 30, now=NOON + 12 * HOUR)


def test_an_order_over_the_limit_by_itself_costs_nothing():
    with pytest.raises(TooMany):
        held(THREE, "A", 31, NOON)


def test_an_order_that_holds_nothing_is_not_counted():
    assert held(THREE, "A", 0, NOON) == []


def test_what_else_refused_a_transaction_is_not_blamed_on_the_client():
    check_held([None, {}, {"key": "STOCK#LAMP", "avail": 0}, {"units": 1}], NOON)


@pytest.mark.parametrize("limits", [NONE, Limits(orders=0, holds=0)])
def test_nought_is_no_limit(limits):
    store = MemoryStore()
    for _ in range(100):
        presses(store, limits)
    assert held(limits, "A", 10**6, NOON) == []
    assert store.snapshot() == {}


def test_no_two_orders_at_the_same_moment_get_past_the_limit():
    def build():
        store = MemoryStore()
        turns = Turns(store)
        return store, [lambda: takes(turns, 20), lambda: takes(turns, 20)]

    worlds = [units(store) for store, _ in interleaved(build)]
    assert set(worlds) == {20}


def settings(data, quantity=99):
    problems = []
    return read_limits(Reader(data, ("limits",), problems), quantity), [str(p) for p in problems]


def test_what_is_not_written_is_generous():
    assert settings({}) == (Limits(60, 300, 2), [])
    assert settings({}, quantity=500)[0].holds == 1500
    assert settings({"orders": 0, "holds": 0, "seconds": 0}) == (NONE, [])


@pytest.mark.parametrize(
    "data",
    [
        {"orders": -1},
        {"orders": "60"},
        {"holds": 1.5},
        {"seconds": 61},
        {"order": 5},
        {"holds": 98},
    ],
)
def test_what_cannot_be_meant_is_told(data):
    _, (problem,) = settings(data)
    assert problem.startswith(f"limits.{next(iter(data))}: ")


def test_a_full_line_of_the_cart_can_always_be_ordered():
    assert settings({"holds": 20}, quantity=20) == (Limits(60, 20, 2), [])
