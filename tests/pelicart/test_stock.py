import pytest

from pelicart.stock import LOGGED, adjusting, first_stock, stock_from
from pelicart.store.memory import MemoryStore
from pelicart.writes import Refused, Write


def entry(change, mark="m"):
    return {"at": 1, "by": "ada", "change": change, "why": "delivery", "mark": mark}


@pytest.fixture
def store():
    store = MemoryStore()
    store.write(first_stock("MUG", 5))
    return store


def stock(store):
    return stock_from(store.snapshot()["STOCK#MUG"])


def test_a_first_stock_is_all_for_sale_and_put_in_once(store):
    assert (stock(store).avail, stock(store).stocked, stock(store).owned) == (5, 5, 0)
    with pytest.raises(Refused):
        store.write(first_stock("MUG", 9))
    assert stock(store).avail == 5


def test_an_adjustment_moves_both_numbers_and_says_who_when_and_why(store):
    store.write(Write("STOCK#MUG", add={"avail": -2}))
    store.write(adjusting(stock(store), entry(3)))
    after = stock(store)
    assert (after.avail, after.stocked, after.owned) == (6, 8, 2)
    assert after.log == (entry(3),)


def test_a_hold_between_reading_and_adjusting_stays(store):
    read = stock(store)
    store.write(Write("STOCK#MUG", add={"avail": -5}))
    store.write(adjusting(read, entry(1)))
    assert stock(store).avail == 1


def test_none_is_taken_off_that_is_not_there(store):
    read = stock(store)
    store.write(Write("STOCK#MUG", add={"avail": -1}))
    with pytest.raises(Refused):
        store.write(adjusting(read, entry(-5)))
    assert stock(store).avail == 4


def test_of_two_adjustments_of_the_same_reading_one_is_refused(store):
    read = stock(store)
    store.write(adjusting(read, entry(1)))
    with pytest.raises(Refused):
        store.write(adjusting(read, entry(1)))


def test_a_counter_that_is_not_there_is_not_made_by_adjusting():
    lone = MemoryStore()
    with pytest.raises(Refused):
        lone.write(adjusting(stock_from({"key": "STOCK#X", "avail": 1}), entry(1)))
    assert lone.snapshot() == {}


def test_the_log_keeps_the_last_and_the_count_of_all(store):
    for number in range(LOGGED + 5):
        store.write(adjusting(stock(store), entry(1, str(number))))
    after = stock(store)
    assert [one["mark"] for one in after.log] == [str(n) for n in range(5, LOGGED + 5)]
    assert (after.changes, after.stocked) == (LOGGED + 5, 5 + LOGGED + 5)
