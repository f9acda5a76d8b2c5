import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.order import order_key
from pelicart.publication import SHOP_KEY
from pelicart.writes import Write

DAY = 86400
SHOP = '{"currencies": ["EUR"], "downloads": {"days": 10, "times": 2}}'
PLAN = f"{'0a' * 16}-plan.svg"


@pytest.fixture
def bought(placed, store):
    """An order of a file and a mug, paid on the day."""
    store.write(Write(SHOP_KEY, put={"key": SHOP_KEY, "body": SHOP}))
    quote = a_quote(a_line(digital=PLAN, stock_key=None), a_line(stock_key=None))
    return placed(an_order(quote, state="paid"))


def fetched(store, order, *moments):
    entries = [{"at": at, "file": 0} for at in moments]
    store.write(Write(order_key(order.id), append={"downloads": entries}))


def test_the_files_of_an_order_stand_with_what_is_left_and_when_each_was_had(
    pelicart, bought, store
):
    fetched(store, bought, NOW + 60)
    code, out, _ = pelicart("orders", "downloads", bought.number)
    assert code == 0
    assert out.splitlines() == [
        "plan.svg can be downloaded 1 time more, until 2027-01-25 08:00.",
        "plan.svg  1 time: 2027-01-15 08:01",
    ]


def test_orders_show_has_them_too(pelicart, bought, store):
    assert "\nDownloads\n  plan.svg  0 times\n" in pelicart("orders", "show", bought.number)[1]
    fetched(store, bought, NOW + 60, NOW + 600)
    told = "  plan.svg  2 times: 2027-01-15 08:01, 2027-01-15 08:10\n"
    assert told in pelicart("orders", "show", bought.number)[1]


def test_again_begins_days_and_times_anew_and_stands_in_the_history(pelicart, bought, store):
    fetched(store, bought, NOW - 20 * DAY, NOW - 20 * DAY)
    assert "0 times more" in pelicart("orders", "downloads", bought.number)[1]
    code, out, _ = pelicart("orders", "downloads", bought.number, "--again")
    assert (code, out.splitlines()[0]) == (
        0,
        "plan.svg can be downloaded 2 times more, until 2027-01-25 08:00.",
    )
    last = pelicart("orders", "show", bought.number)[1].splitlines()[-1]
    assert last.endswith("paid; by you; its files can be downloaded again")


def test_what_is_over_says_since_when(pelicart, placed, store, bought):
    old = placed(an_order(bought.quote, state="paid"), days_ago=11)
    out = pelicart("orders", "downloads", old.number)[1]
    assert out.startswith("plan.svg could be downloaded until 2027-01-14 08:00.\n")


def test_what_is_not_paid_is_not_granted(pelicart, placed, store, bought):
    order = placed(an_order(bought.quote, state="refunded"))
    assert pelicart("orders", "downloads", order.number)[1].startswith(
        "Nothing can be downloaded now, the order's state is: refunded.\n"
    )
    code, out, err = pelicart("orders", "downloads", order.number, "--again")
    assert (code, out) == (1, "")
    assert err.endswith("its state is: refunded. Nothing was changed.\n")


def test_an_order_without_files_says_so(pelicart, placed):
    order = placed(an_order(a_quote(a_line(stock_key=None)), state="paid"))
    code, _, err = pelicart("orders", "downloads", order.number, "--again")
    assert (code, err) == (1, f"pelicart: order {order.number} has no files.\n")
    assert "Downloads" not in pelicart("orders", "show", order.number)[1]


def test_without_a_publication_it_says_what_is_missing(pelicart, placed):
    order = placed(an_order(a_quote(a_line(digital=PLAN, stock_key=None)), state="paid"))
    code, _, err = pelicart("orders", "downloads", order.number)
    assert (code, err) == (1, "pelicart: nothing is published in this table\n")
