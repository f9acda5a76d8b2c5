from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order

from pelicart.letters import PATIENCE, announces, due_letters


def an_entry(state, **more):
    return {"state": state, "at": NOW, "by": "notice:stripe", **more}


def told_of(*history, state="", **changes):
    order = an_order(state=state or history[-1]["state"], history=history, **changes)
    return [(due.key, due.letter) for due in due_letters(order)]


BY_HAND = an_entry("awaiting", by="checkout")
NEW = an_entry("new", by="checkout")
PENDING = an_entry("pending", by="checkout", session="s")
PAID = an_entry("paid")


@pytest.mark.parametrize(
    ("history", "letters"),
    [
        ((NEW, PENDING), []),
        ((BY_HAND,), ["received"]),
        ((NEW, PENDING, an_entry("awaiting")), ["received"]),
        ((NEW, PENDING, an_entry("awaiting", why="agreed")), []),
        ((NEW, PENDING, an_entry("awaiting", why="agreed"), PAID), ["paid", "sale"]),
        ((NEW, PENDING, PAID, an_entry("fulfilled", why="shipped")), ["paid", "sale", "shipped"]),
        ((PAID, an_entry("part_refunded", refunded=5)), ["paid", "sale", "refunded"]),
        ((PAID, an_entry("paid", why="refund-asked")), ["paid", "sale"]),
        ((PAID, an_entry("part_refunded", why="by-hand")), ["paid", "sale", "refunded"]),
        ((PAID, an_entry("disputed", why="dispute-open")), ["paid", "sale", "dispute"]),
        ((PAID, an_entry("refunded", why="dispute-lost")), ["paid", "sale", "dispute"]),
        ((PAID, an_entry("review", why="refund-failed")), ["paid", "sale", "review"]),
        ((NEW, PENDING, an_entry("expired", by="reconcile")), []),
        ((NEW, PENDING, an_entry("cancelled", by="reconcile")), ["cancelled"]),
        ((NEW, PENDING, an_entry("cancelled", by="checkout")), []),
        ((NEW, an_entry("awaiting"), an_entry("expired")), ["cancelled"]),
        ((NEW, an_entry("expired"), an_entry("expired", why="late-and-sold-out")), []),
        ((NEW, an_entry("expired"), an_entry("expired", why="returned")), ["refunded"]),
        ((PAID, an_entry("paid", why="withdrawn")), ["paid", "sale", "withdrawn", "withdrawal"]),
    ],
)
def test_what_happened_is_told_in_its_letters(history, letters):
    assert [letter for _, letter in told_of(*history)] == letters


def test_what_comes_back_after_a_dispute_is_no_news():
    history = (
        *(PAID, an_entry("disputed", why="dispute-open")),
        an_entry("paid", why="dispute-won"),
    )
    assert [letter for _, letter in told_of(*history)] == ["paid", "sale", "dispute"]


def test_each_letter_is_named_by_its_entry_and_due_once():
    assert told_of(NEW, PENDING, PAID) == [("2:paid", "paid"), ("2:sale", "sale")]
    assert told_of(NEW, PENDING, PAID, told=("2:paid",)) == [("2:sale", "sale")]
    assert told_of(NEW, PENDING, PAID, told=("2:paid:refused", "2:sale")) == []


def test_a_declined_shopper_is_left_in_peace_for_a_while_and_then_told_once():
    declined = an_entry("new", why="failed")
    later = {**declined, "at": NOW + 60}
    (due,) = due_letters(an_order(history=(NEW, PENDING, declined, PENDING, later)))
    assert (due.key, due.letter, due.at) == ("4:failed", "failed", NOW + 60 + PATIENCE)
    assert told_of(NEW, PENDING, declined, PENDING, PAID)[0] == ("4:paid", "paid")


@pytest.mark.parametrize(
    ("state", "wanted"), [("paid", ""), ("expired", ""), ("new", "cancelled"), ("cancelled", "")]
)
def test_nobody_is_asked_to_pay_what_is_paid_or_given_up(state, wanted):
    order = an_order(state="new", history=(NEW, PENDING, an_entry("new", why="failed")))
    assert due_letters(order)
    assert not due_letters(replace(order, state=state, wanted=wanted))
    waiting = an_order(state="awaiting", module="manual", history=(BY_HAND,))
    reminded = replace(waiting, history=(BY_HAND, an_entry("awaiting", why="reminded")))
    assert [due.letter for due in due_letters(reminded)] == ["received", "reminder"]
    if state != "new":
        assert not due_letters(replace(reminded, state=state))


def test_the_shop_is_told_of_sales_trouble_and_withdrawals_alone():
    history = (PAID, an_entry("review", why="mismatch"), an_entry("paid", why="withdrawn"))
    told = due_letters(an_order(state="paid", history=history))
    shop = {due.letter for due in told if due.to_merchant}
    assert shop == {"sale", "review", "withdrawal"}


@pytest.mark.parametrize(
    ("entry", "some"),
    [
        (NEW, False),
        (PENDING, False),
        (BY_HAND, True),
        (PAID, True),
        (an_entry("expired"), True),
        (an_entry("cancelled", by="checkout"), False),
        (an_entry("awaiting", why="agreed"), False),
        (an_entry("review", why="mismatch"), True),
    ],
)
def test_an_entry_alone_says_whether_a_letter_may_come_of_it(entry, some):
    assert announces(entry) is some
