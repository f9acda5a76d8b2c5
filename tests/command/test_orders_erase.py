from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.order import order_from, order_key
from pelicart.orders.moves import event
from pelicart.publication import SHOP_KEY, shop_text
from pelicart.writes import Write

DAY = 86400
SHOP = {"name": "Shop", "currencies": ["EUR"], "address": ["1 High Street"]}
ADDRESS = {"name": "Ada Example", "line1": "1 Example Street", "city": "Berlin", "country": "DE"}


@pytest.fixture
def kept(store, placed):
    """Publishes a shop and places an order that was sent long ago, unless it is changed."""

    def place(settings=SHOP, **changes):
        store.write(Write(SHOP_KEY, put={"key": SHOP_KEY, "body": shop_text(settings)}))
        order = placed(an_order(state="fulfilled", captured=4690), days_ago=90)
        sent = event("fulfilled", NOW - 80 * DAY, "merchant", why="shipped")
        person = {**ADDRESS, "email": "ada@shop.example"}
        fields = {"person": person, "history": [sent], **changes}
        store.write(Write(order_key(order.id), set=fields))
        return order

    return place


def stored(store, order):
    return order_from(store.read([order_key(order.id)])[order_key(order.id)])


def test_a_shopper_s_data_leave_the_order(pelicart, kept, store):
    order = kept()
    said = "Order AAAAAAAAAAAA is erased: nothing in it names its shopper.\n"
    assert pelicart("orders", "erase", order.number) == (0, said, "")
    assert (stored(store, order).person, stored(store, order).erased) == ({}, NOW)


def test_said_twice_it_says_so(pelicart, kept):
    order = kept()
    pelicart("orders", "erase", order.number)
    code, out, _ = pelicart("orders", "erase", order.number)
    assert (code, "was erased before" in out) == (0, True)


def test_an_invoice_is_numbered_first_and_keeps_its_buyer(pelicart, kept, store):
    order = kept({**SHOP, "invoice": {}})
    code, out, _ = pelicart("orders", "erase", order.number)
    assert code == 0
    assert "but for name and address on invoice 2027-0001. From 2038-01-01 00:00" in out
    assert f"pelicart orders erase {order.id} --all" in out
    assert stored(store, order).person == ADDRESS


def test_all_of_it_waits_for_the_law(pelicart, kept, store):
    order = kept({**SHOP, "invoice": {}})
    code, _, err = pelicart("orders", "erase", order.number, "--all")
    assert (code, "until 2038-01-01 00:00. Leave out --all. Nothing was changed" in err) == (
        1,
        True,
    )
    assert stored(store, order).person["email"] == "ada@shop.example"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "awaiting"}, "still open: waiting for the money"),
        ({"state": "review"}, "pelicart doctor AAAAAAAAAAAA"),
        ({"state": "disputed"}, "disputed"),
        ({"withdrawn": NOW - DAY}, "pelicart refund AAAAAAAAAAAA --restock"),
        ({"state": "paid", "history": []}, "pelicart orders ship AAAAAAAAAAAA"),
        ({"telling": NOW + 9}, "a few minutes"),
        ({"owed": [{"session": "s", "amount": 1}]}, "still going back"),
        ({"refunding": 5}, "a refund of it is under way"),
        (
            {"history": [event("fulfilled", NOW - DAY, "merchant", why="shipped")]},
            "can still withdraw until 2027-02-27 08:00",
        ),
    ],
)
def test_what_is_not_over_says_what_to_do_first(pelicart, kept, store, changes, words):
    order = kept(**changes)
    code, _, err = pelicart("orders", "erase", order.number)
    assert code == 1
    assert words in err
    assert err.endswith("Nothing was changed.\n")
    assert err.count("\n") == 1
    assert not stored(store, order).erased


def test_without_a_published_shop_nothing_is_erased(pelicart, placed):
    order = placed(an_order(state="expired"))
    assert pelicart("orders", "erase", order.number)[0] == 1


def test_the_sheet_of_an_order_says_so_and_names_its_papers(pelicart, kept, store):
    order = kept({**SHOP, "invoice": {}})
    note = {"number": "C2027-0001", "at": NOW, "amount": 500}
    changes = {"credits": [note], "refunded": 500, "withdrawn": NOW - DAY}
    store.write(Write(order_key(order.id), set=changes))
    back = event("part_refunded", NOW, "test", refunded=500)
    store.write(
        Write(order_key(order.id), set={"state": "part_refunded"}, append={"history": [back]})
    )
    pelicart("orders", "erase", order.number)
    out = pelicart("orders", "show", order.number)[1]
    for words in (
        "Withdrawn from by its shopper on 2027-01-14 08:00",
        "Erased on 2027-01-15 08:00",
        "2027-0001 of 2027-01-15 08:00  46.90 EUR",
        "C2027-0001 of 2027-01-15 08:00  -5.00 EUR",
        "its shopper's data were erased",
    ):
        assert words in out
    assert "ada@" not in out


def test_what_was_withdrawn_from_is_listed_the_first_to_be_paid_back_on_top(
    pelicart, kept, store, placed
):
    late, early = kept(), kept()
    store.write(Write(order_key(late.id), set={"withdrawn": NOW}))
    store.write(Write(order_key(early.id), set={"withdrawn": NOW - DAY, "refunded": 500}))
    placed(replace(an_order(), state="paid"))
    code, out, _ = pelicart("orders", "list", "--withdrawn")
    assert (code, out.splitlines()) == (
        0,
        [
            "NUMBER        WITHDRAWN         STATE          TOTAL  REFUNDED",
            "BBBBBBBBBBBB  2027-01-14 08:00  fulfilled  46.90 EUR  5.00 EUR",
            "AAAAAAAAAAAA  2027-01-15 08:00  fulfilled  46.90 EUR  -",
        ],
    )


def test_where_nobody_withdrew_the_list_says_so(pelicart):
    assert pelicart("orders", "list", "--withdrawn")[1] == "No order was withdrawn from.\n"
