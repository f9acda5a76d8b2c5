from tests.pelicart.build import a_line, a_quote, an_order


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
