"""The table's stream runs `tell`: which records come again, and that one never hides another."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from tests.pelicart.mail.letterbox import mail
from tests.pelicart.test_stream import record

from pelicart.endpoints import tell
from pelicart.errors import MailDown, MailRefused, Misconfigured, NotFound, Raced, TableDown

CONTEXT = object()


@pytest.fixture
def heard(front, monkeypatch):
    """Runs `tell` for records, with what becomes of each order's letters; the orders it told."""
    monkeypatch.setattr(tell, "wiring", lambda: front.wired)

    def run(*records, **failures):
        told = []

        def telling(_store, order, _send, _now):
            told.append(order)
            if order in failures:
                raise failures[order]
            return "told"

        monkeypatch.setattr(tell, "tell", telling)
        failed = tell.handler({"Records": [*records]}, CONTEXT)["batchItemFailures"]
        return told, [one["itemIdentifier"] for one in failed]

    return run


A, B, C = (record(str(100 + n), key=f"ORDER#{name}") for n, name in enumerate("ABC"))


def test_each_order_that_was_moved_is_told_once(heard):
    assert heard(A, B, A) == (["A", "B"], [])


@pytest.mark.parametrize("failure", [TableDown(), Raced(), RuntimeError("a poison record")])
def test_what_fails_comes_again_and_fails_only_itself(heard, failure):
    assert heard(A, B, C, B=failure) == (["A", "B", "C"], ["101"])


def test_several_failures_are_each_named(heard):
    assert heard(A, B, C, A=TableDown(), C=TableDown()) == (["A", "B", "C"], ["100", "102"])


def test_an_order_that_the_table_has_forgotten_is_done_with(heard):
    assert heard(A, B, A=NotFound()) == (["A", "B"], [])


def test_records_that_say_nothing_of_orders_touch_nothing(heard):
    assert heard(record("1", key="STOCK#A"), None, {}) == ([], [])


def test_when_time_runs_out_the_rest_comes_again(heard, front, monkeypatch):
    moments = iter([0, 0, 0, tell.LONGEST, tell.LONGEST, tell.LONGEST + 1])
    monkeypatch.setattr(tell, "wiring", lambda: replace(front.wired, now=lambda: next(moments)))
    assert heard(A, B, C) == (["A", "B"], ["102"])


@pytest.fixture
def mails(front, monkeypatch):
    """The mails that the shop has sent; `failing` raises what is in it instead."""

    class Post:
        def __init__(self):
            self.sent, self.failing = [], []

        def send(self, letter):
            if self.failing:
                raise self.failing.pop()
            self.sent.append(letter)

    def written(_wired, order, due):
        return mail(id=due.key, subject=due.letter)

    post = Post()
    monkeypatch.setattr("pelicart.sending.written", written)
    front.wired = replace(front.wired, posted=lambda *_: post)
    monkeypatch.setattr(tell, "wiring", lambda: front.wired)
    return post


def paid(front, ada):
    """The stream's record of an order that was just paid."""
    ada.adds("MUG")
    ada.orders()
    (session,) = front.provider.open
    front.provider.takes(session, front.order.total)
    ada.returns()
    return record("7", key=f"ORDER#{front.order.id}")


def test_a_paid_order_is_written_of_to_shopper_and_merchant(front, ada, mails):
    assert tell.handler({"Records": [paid(front, ada)]}, CONTEXT) == {"batchItemFailures": []}
    assert [mail.subject for mail in mails.sent] == ["paid", "sale"]
    assert len(front.order.told) == 2


def test_a_record_that_comes_twice_writes_once(front, ada, mails):
    moved = paid(front, ada)
    for _ in range(2):
        tell.handler({"Records": [moved]}, CONTEXT)
    assert len(mails.sent) == 2


def test_a_letter_that_can_not_be_sent_now_holds_nothing_up_and_is_kept(front, ada, mails):
    moved = paid(front, ada)
    mails.failing = [MailDown(), MailDown()]
    assert tell.handler({"Records": [moved]}, CONTEXT) == {"batchItemFailures": []}
    assert not mails.sent
    assert front.order.tell_at > front.moment
    front.moment = front.order.tell_at
    front.reconcile()
    assert len(mails.sent) == 2


@pytest.mark.parametrize(
    ("wrong", "level", "said"),
    [
        (MailDown(step="rcpt", code=450), "WARNING", {"step": "rcpt", "code": 450}),
        (MailRefused(status=400, reason="MessageRejected"), "ERROR", {"status": 400}),
        (MailRefused(reason="off"), "INFO", {"reason": "off"}),
        (Misconfigured("PELICART_MAIL is missing"), "ERROR", {"why": "PELICART_MAIL is missing"}),
    ],
)
def test_why_a_letter_was_not_sent_is_logged(front, ada, mails, caplog, wrong, level, said):
    moved = paid(front, ada)
    mails.failing = [wrong]
    with caplog.at_level(logging.INFO, "pelicart"):
        tell.handler({"Records": [moved]}, CONTEXT)
    ((line, told),) = [
        (json.loads(one.getMessage()), one.levelname)
        for one in caplog.records
        if one.name == "pelicart"
    ]
    assert told == level
    about = {"event": wrong.code, "order": front.order.id, "letter": "paid"}
    assert line.items() >= (about | said).items()


def test_a_crash_is_logged_by_its_type_alone(heard, caplog):
    with caplog.at_level(logging.INFO, "pelicart"):
        heard(A, A=RuntimeError("ada@customer.example"))
    (line,) = [json.loads(one.getMessage()) for one in caplog.records if one.name == "pelicart"]
    assert (line["event"], line["order"], line["error"]) == ("crash", "A", "RuntimeError")
    assert "ada" not in caplog.text
