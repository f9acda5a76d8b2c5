from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, a_line, a_quote, an_order

from pelicart.letters import due_letters
from pelicart.order import OPEN, RELEASED, order_key
from pelicart.orders.moves import event, move
from pelicart.orders.restocking import restock
from pelicart.orders.shipping import travels
from pelicart.orders.stored import read_order
from pelicart.writes import Write

FILES = a_quote(a_line(digital="plan.svg", stock_key=None), delivery=None)


@pytest.fixture
def paid(placed):
    return placed(an_order(state="paid", captured=4690))


@pytest.fixture
def ship(pelicart):
    def run(order, *options):
        return pelicart("orders", "ship", order.number, *options)

    return run


def test_what_has_left_is_told_to_the_shopper_with_its_number(ship, paid, store):
    assert ship(paid, "--carrier=Post  Office", "--tracking= X1 ") == (
        0,
        "Order AAAAAAAAAAAA is sent with Post Office, number X1. Its shopper gets a mail.\n",
        "",
    )
    order = read_order(store, paid.id)
    assert (order.state, travels(order)) == ("fulfilled", ("X1", "Post Office"))
    assert [due.letter for due in due_letters(order)][-1] == "shipped"


def test_a_number_is_not_needed(ship, paid):
    assert ship(paid)[1] == "Order AAAAAAAAAAAA is sent. Its shopper gets a mail.\n"


def test_the_same_again_changes_nothing_and_another_number_is_told_anew(ship, paid, store):
    ship(paid, "--tracking=X1")
    before = store.snapshot()
    for options in (["--tracking=X1"], []):
        assert ship(paid, *options)[:2] == (
            0,
            "Order AAAAAAAAAAAA was sent before, number X1. Nothing was changed.\n",
        )
    assert store.snapshot() == before
    assert ship(paid, "--tracking=X2")[1] == (
        "Order AAAAAAAAAAAA is sent, number X2 (told anew). Its shopper gets a mail.\n"
    )
    assert read_order(store, paid.id).history[-1]["why"] == "tracking"


def test_how_an_order_travels_stands_in_what_is_shown_of_it(ship, paid, pelicart):
    ship(paid, "--tracking=X1", "--carrier=Post")
    shown = pelicart("orders", "show", paid.number)[1]
    assert "\nSent with Post, number X1\n" in shown
    assert shown.endswith("sent; by you; sent; carrier Post; tracking X1\n")


def test_what_was_sent_and_refunded_in_part_since_can_still_be_told_anew(ship, paid, store):
    ship(paid, "--tracking=X1")
    store.write(move(paid.id, "part_refunded", event("part_refunded", NOW, "merchant")))
    assert "(told anew)" in ship(paid, "--tracking=X2")[1]
    assert read_order(store, paid.id).state == "part_refunded"
    assert "was sent before" in ship(paid)[1]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        *((state, "wait for its money") for state in OPEN),
        *((state, "its goods are on sale again, so don't send it") for state in RELEASED),
        ("review", "first decide it:  pelicart doctor AAAAAAAAAAAA"),
        ("refunded", "don't send it"),
        ("disputed", "don't send it"),
    ],
)
def test_what_is_not_paid_does_not_leave(ship, placed, store, state, said):
    order = placed(an_order(state=state))
    code, out, err = ship(order)
    assert (code, out, read_order(store, order.id).state) == (1, "", state)
    assert said in err
    assert err.endswith("Nothing was changed.\n")


def test_what_was_withdrawn_from_does_not_leave(ship, paid, store):
    entry = event("paid", NOW, "shopper", why="withdrawn")
    store.write(Write(order_key(paid.id), set={"withdrawn": NOW}, append={"history": [entry]}))
    code, _, err = ship(paid)
    assert code == 1
    assert "don't send it: give the money back:  pelicart refund AAAAAAAAAAAA --restock" in err
    assert read_order(store, paid.id).state == "paid"


def test_what_is_on_sale_again_does_not_leave(ship, placed, store):
    order = placed(an_order(state="part_refunded", captured=4690))
    restock(store, order, now=NOW, by="merchant")
    assert "are on sale again: don't send it" in ship(order)[2]


def test_files_are_not_sent(ship, placed):
    order = placed(an_order(FILES, state="paid"))
    code, _, err = ship(order)
    assert (code, "is of files alone: nothing is to be sent. Nothing was changed" in err) == (
        1,
        True,
    )


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--tracking=" + "9" * 101, "--tracking is longer than 100 characters"),
        ("--carrier=" + "x" * 61, "--carrier is longer than 60 characters"),
        ("--tracking=  ", "--tracking is empty"),
        ("--tracking=X\x1b[1m", "--tracking has a character that can't be seen"),
        ("--carrier=Post\u202e", "--carrier has a character that can't be seen"),
    ],
)
def test_what_nobody_could_read_is_refused(ship, paid, store, option, said):
    code, _, err = ship(paid, option)
    assert (code, read_order(store, paid.id).state) == (1, "paid")
    assert said in err


def test_who_is_overtaken_is_told_so(ship, paid, store, monkeypatch):
    real = store.write

    def overtaken(write):
        monkeypatch.setattr(store, "write", real)
        real(move(paid.id, "disputed", event("disputed", NOW, "notice:stripe")))
        return real(write)

    monkeypatch.setattr(store, "write", overtaken)
    assert "order AAAAAAAAAAAA was changed just now" in ship(paid)[2]


def test_the_list_of_what_is_to_be_sent_has_nothing_else(pelicart, placed, store):
    assert pelicart("orders", "list", "--to-ship")[1] == "Nothing is to be sent.\n"
    mixed = a_quote(a_line(), a_line(digital="plan.svg", stock_key=None))
    wanted = [
        placed(an_order(state="paid")),
        placed(an_order(mixed, state="part_refunded")),
    ]
    placed(an_order(FILES, state="paid"))
    for state in ("pending", "awaiting", "fulfilled", "refunded", "disputed", "review"):
        placed(an_order(state=state))
    gone = [placed(an_order(state="part_refunded")) for _ in range(2)]
    restock(store, gone[0], now=NOW, by="merchant")
    sent = event("part_refunded", NOW, "merchant", why="withdrawn")
    withdrawn = Write(order_key(gone[1].id), set={"withdrawn": NOW}, append={"history": [sent]})
    store.write(withdrawn)
    listed = pelicart("orders", "list", "--to-ship")[1].splitlines()[1:]
    assert {line.split()[0] for line in listed} == {order.number for order in wanted}


def test_what_was_sent_and_refunded_in_part_is_not_to_be_sent_again(ship, paid, pelicart, store):
    ship(paid)
    store.write(move(paid.id, "part_refunded", event("part_refunded", NOW, "merchant")))
    assert pelicart("orders", "list", "--to-ship")[1] == "Nothing is to be sent.\n"


def test_an_unknown_order_is_told(ship, paid):
    assert "no order" in ship(replace(paid, id="Z" * 26))[2]
