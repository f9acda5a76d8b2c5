import pytest
from tests.pelicart.build import NOW, an_order

from pelicart_command.finding import find, newest
from pelicart_command.stopped import Stopped


def test_orders_come_newest_first_over_months_and_years(store, placed):
    oldest = placed(an_order(), month="2025-12", days_ago=400)
    older = placed(an_order(), month="2026-12", days_ago=30)
    new = placed(an_order())
    newer = placed(an_order(), days_ago=-1)
    assert [order.id for order in newest(store, NOW)] == [newer.id, new.id, older.id, oldest.id]


def test_orders_of_over_a_hundred_are_all_found(store, placed):
    for _ in range(120):
        placed(an_order())
    assert len(list(newest(store, NOW))) == 120


@pytest.mark.parametrize("name", ["AAAAAAAAAAAA", "aaaa aaaa aaaa", "AAAA-AAAA-AAAA", "A" * 26])
def test_an_order_is_found_by_its_number_however_it_is_typed(store, placed, name):
    order = placed(an_order(), month="2026-03", days_ago=300)
    placed(an_order())
    assert find(store, name, NOW).id == order.id


@pytest.mark.parametrize("name", ["", "A", "AAAAAAAAAAA", "CCCCCCCCCCCC", "C" * 26, "A" * 27])
def test_a_part_of_a_number_or_a_strange_one_finds_nothing(store, placed, name):
    placed(an_order())
    with pytest.raises(Stopped, match="orders list"):
        find(store, name, NOW)


def test_a_number_is_looked_for_two_years_back_and_an_id_for_ever(store, placed):
    old = placed(an_order(), month="2025-02", days_ago=700)
    oldest = placed(an_order(), month="2025-01", days_ago=730)
    assert find(store, old.number, NOW).id == old.id
    assert find(store, oldest.id, NOW).id == oldest.id
    with pytest.raises(Stopped):
        find(store, oldest.number, NOW)
