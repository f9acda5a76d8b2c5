import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.order import order_from, order_key
from pelicart.orders.waiting import DAY
from pelicart.writes import Write


@pytest.fixture
def waiting(placed, store):
    order = an_order(state="awaiting", method="cheque", module="manual", deadline=NOW + DAY)
    return stored(store, placed(order))


def stored(store, order):
    return order_from(store.read([order_key(order.id)])[order_key(order.id)])


def test_an_order_waits_a_week_longer_or_so_many_days(pelicart, waiting, store):
    code, out, _ = pelicart("orders", "extend", waiting.number)
    assert (code, out) == (
        0,
        "Order AAAAAAAAAAAA waits for its money until 2027-01-23 08:00.\n",
    )
    pelicart("orders", "extend", waiting.number, "--days", "3")
    assert stored(store, waiting).deadline == NOW + 11 * DAY


@pytest.mark.parametrize("days", ["0", "-1", "91"])
def test_no_more_and_no_less_than_makes_sense(pelicart, waiting, store, days):
    code, _, err = pelicart("orders", "extend", waiting.number, "--days", days)
    assert (code, "from 1 to 90" in err) == (1, True)
    assert stored(store, waiting) == waiting


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "expired"}, "not paid in time"),
        ({"state": "paid"}, "its state is: paid"),
        ({"module": "stripe"}, "stripe says how long"),
        ({"module": "sealed"}, "a card is kept for its days"),
    ],
)
def test_only_what_waits_for_money_by_hand_waits_longer(pelicart, waiting, store, change, why):
    store.write(Write(order_key(waiting.id), set=change))
    code, _, err = pelicart("orders", "extend", waiting.number)
    assert (code, err.count("\n")) == (1, 1)
    assert why in err
    assert err.endswith("Nothing was changed.\n")


def test_what_is_one_slip_away_is_named_and_left_alone(pelicart, waiting, store):
    code, _, err = pelicart("orders", "extend", "AAAAAAAAAAAB")
    assert (code, "nearly: AAAAAAAAAAAA" in err) == (1, True)
    assert stored(store, waiting) == waiting
