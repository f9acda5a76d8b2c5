import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.orders.waiting import DAY, remind

BY_HAND = {"state": "awaiting", "module": "manual", "due_at": 1}


def test_without_orders_it_says_so(pelicart):
    assert pelicart("orders", "list") == (0, "No orders yet.\n", "")


def test_the_newest_order_stands_first_in_a_table(pelicart, placed):
    cheap = a_quote(a_line(quantity=1, extras=(), unit=10), delivery=None)
    placed(an_order(state="paid"), days_ago=1)
    placed(an_order(cheap, method="cheque", module="manual", state="awaiting"))
    code, out, _ = pelicart("orders", "list")
    assert (code, out.splitlines()) == (
        0,
        [
            "NUMBER        DATE              STATE         TOTAL  METHOD",
            "BBBBBBBBBBBB  2027-01-15 08:00  awaiting   0.10 EUR  cheque",
            "AAAAAAAAAAAA  2027-01-14 08:00  paid      46.90 EUR  card",
        ],
    )


def test_one_state_alone_is_listed_on_demand(pelicart, placed):
    placed(an_order(state="paid"))
    placed(an_order(state="expired"))
    _, out, _ = pelicart("orders", "list", "--state", "paid")
    assert "AAAAAAAAAAAA" in out
    assert "BBBBBBBBBBBB" not in out
    assert pelicart("orders", "list", "--state", "review")[1] == "No order is review.\n"


def test_a_limit_keeps_the_newest(pelicart, placed):
    placed(an_order(), days_ago=1)
    placed(an_order())
    _, out, _ = pelicart("orders", "list", "--limit", "1")
    assert [line.split()[0] for line in out.splitlines()] == ["NUMBER", "BBBBBBBBBBBB"]


@pytest.fixture
def waiting(placed, store):
    """Two that wait, one of them reminded of; the others wait for nobody's hand."""
    placed(an_order(**BY_HAND, method="cheque", deadline=NOW + 9 * DAY), days_ago=5)
    late = placed(an_order(**BY_HAND, method="transfer", deadline=NOW + DAY), days_ago=9)
    remind(store, late, NOW - 3 * DAY)
    placed(an_order(state="awaiting", module="stripe"))
    placed(an_order(state="paid", module="manual"))


def test_what_waits_is_listed_with_its_times_and_the_first_to_end_first(pelicart, waiting):
    assert pelicart("orders", "list", "--waiting")[1].splitlines() == [
        "NUMBER        SINCE             UNTIL             REMINDED              TOTAL  METHOD",
        "BBBBBBBBBBBB  2027-01-06 08:00  2027-01-16 08:00  2027-01-12 08:00  46.90 EUR  transfer",
        "AAAAAAAAAAAA  2027-01-10 08:00  2027-01-24 08:00  -                 46.90 EUR  cheque",
    ]


def test_what_was_reminded_of_is_listed_alone(pelicart, waiting):
    _, out, _ = pelicart("orders", "list", "--reminded")
    assert [line.split()[0] for line in out.splitlines()] == ["NUMBER", "BBBBBBBBBBBB"]
    _, out, _ = pelicart("orders", "list", "--waiting", "--limit", "1")
    assert "AAAAAAAAAAAA" not in out


def test_where_nothing_waits_it_says_so(pelicart, placed):
    placed(an_order(state="paid", module="manual"))
    assert pelicart("orders", "list", "--waiting")[1] == "No order waits for money by hand.\n"
    assert pelicart("orders", "list", "--reminded")[1] == "No order was reminded of.\n"
