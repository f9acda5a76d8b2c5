"""Mails: sent as soon as an order is moved, again if that fails, and never twice without need."""

import re

import pytest
from tests.e2e.running import within
from tests.e2e.steps import AWAITING, PAID, buy, number_of, pay_and_leave, reference_of

from pelicart.letters import REFUSED
from pelicart.orders.telling import AGAIN

SHOPPER, MERCHANT = "ada@shop.example", "hello@merle-lin.example"


def come(demo, number, count):
    """The mails of an order, once there are so many."""
    mails = []

    def all_there():
        mails[:] = demo.mailbox.mails(number)
        return len(mails) >= count

    assert within(60, all_there), mails
    return mails


@pytest.fixture
def failing(demo):
    """Has the mail server fail, until the test has ended."""
    yield demo.mailbox.behaves
    demo.mailbox.behaves("take")


def test_whoever_paid_and_whoever_sold_are_told_at_once(demo, shopper, other):
    hosted = buy(demo, shopper, "TEST-PLAIN")
    pay_and_leave(shopper, hosted, "once")
    number = reference_of(hosted)
    to_shopper, to_merchant = sorted(come(demo, number, 2), key=lambda mail: mail["to"])
    assert (to_shopper["to"], to_merchant["to"]) == (SHOPPER, MERCHANT)
    for mail in (to_shopper, to_merchant):
        assert mail["from"] == "Merle & Lin <hello@merle-lin.example>"
        assert mail["envelope"]["recipients"] == [mail["to"]]
        assert number in mail["html"]
    (link,) = {*re.findall(rf"{demo.origin}/shop/order/\S+", to_shopper["text"])}
    assert other.get(link).heading == PAID
    assert "/shop/order/" not in to_merchant["text"]


def test_who_pays_by_hand_is_told_how(demo, shopper):
    done = buy(demo, shopper, "TEST-PLAIN", "cheque")
    assert done.heading == AWAITING
    (mail,) = come(demo, number_of(done), 1)
    assert mail["to"] == SHOPPER


@pytest.mark.parametrize("answers", ["down", "later"])
def test_while_the_mail_server_is_down_letters_wait(demo, shopper, failing, answers):
    failing(answers)
    number = number_of(buy(demo, shopper, "TEST-PLAIN", "cheque"))
    assert within(60, lambda: demo.order(number).tell_at > demo.now() + AGAIN / 2)
    failing("take")
    demo.travel(AGAIN + 60)
    demo.reconcile()
    assert len(demo.mailbox.mails(number)) == 1
    demo.travel(AGAIN + 60)
    demo.reconcile()
    assert len(demo.mailbox.mails(number)) == 1


def test_a_refused_letter_is_noted_and_not_tried_again(demo, shopper, failing):
    failing("refuse")
    number = number_of(buy(demo, shopper, "TEST-PLAIN", "cheque"))
    assert within(60, lambda: bool(demo.order(number).told))
    failing("take")
    demo.travel(AGAIN + 60)
    demo.reconcile()
    assert [key.endswith(REFUSED) for key in demo.order(number).told] == [True]
    assert demo.mailbox.mails(number) == []


def test_if_the_answer_is_lost_the_letter_comes_twice_under_one_name(demo, shopper, failing):
    failing("unheard")
    number = number_of(buy(demo, shopper, "TEST-PLAIN", "cheque"))
    come(demo, number, 1)
    assert within(60, lambda: demo.order(number).tell_at > demo.now() + AGAIN / 2)
    failing("take")
    demo.travel(AGAIN + 60)
    demo.reconcile()
    one, two = demo.mailbox.mails(number)
    assert (one["id"], one["subject"]) == (two["id"], two["subject"])
