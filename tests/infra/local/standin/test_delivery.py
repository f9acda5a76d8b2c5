from __future__ import annotations

import time

import pytest
from werkzeug import Request, Response

from pelicart_infra.local.standin import Delivery, Modes
from pelicart_infra.local.standin.delivery import by_status

NEVER_AGAIN = ()


class Shop:
    """Answers notices with what is next in line, and keeps what came."""

    def __init__(self, *answers):
        self.answers, self.came = list(answers), []

    def __call__(self, environ, start_response):
        self.came.append(Request(environ).get_data())
        status, body = self.answers.pop(0) if self.answers else (200, "")
        return Response(body, status)(environ, start_response)


@pytest.fixture
def sent(serving):
    """Sends one notice to a shop, and gives what was recorded once nothing is under way."""

    def send(shop, modes=None, accepted=by_status, backoff=NEVER_AGAIN, make=None):
        with serving(shop) as url:
            delivery = Delivery(url, modes or Modes(), backoff)
            delivery.send("S1", "paid", make or (lambda _forged: (b"x", {})), accepted=accepted)
            end = time.monotonic() + 5
            while delivery.busy():
                assert time.monotonic() < end
                time.sleep(0.005)
            delivery.stop()
        return [(one["try"], one["status"], one["answer"]) for one in delivery.deliveries]

    return send


def test_a_notice_that_is_taken_is_not_sent_again(sent):
    assert sent(Shop((200, "thanks")), backoff=(0, 0)) == [(1, 200, "thanks")]


def test_a_notice_is_tried_until_it_is_taken_and_made_anew_each_time(sent):
    tries = iter("abc")
    shop = Shop((500, ""), (503, ""))
    sent(shop, backoff=(0, 0, 0), make=lambda _forged: (next(tries).encode(), {}))
    assert shop.came == [b"a", b"b", b"c"]


def test_the_answers_body_can_decide(sent):
    shop = Shop((200, "cdr=1"), (200, "cdr=0"))
    tries = sent(shop, accepted=lambda _status, body: body == b"cdr=0", backoff=(0, 0))
    assert tries == [(1, 200, "cdr=1"), (2, 200, "cdr=0")]


def test_without_backoff_a_refused_notice_is_never_sent_again(sent):
    assert sent(Shop((500, "no"))) == [(1, 500, "no")]


def test_a_forged_notice_is_asked_for_as_such(sent):
    shop = Shop()
    sent(shop, Modes(notices="forged"), make=lambda forged: (b"false" if forged else b"true", {}))
    assert shop.came == [b"false"]


def test_a_notice_can_come_twice_or_never(sent):
    assert len(sent(Shop(), Modes(notices="twice"))) == 2
    assert sent(Shop(), Modes(notices="never")) == []


def test_one_session_may_have_an_address_and_a_mode_of_its_own(serving):
    modes, shop = Modes(notices="never"), Shop()
    modes.choose("S1", "once")
    with serving(shop) as url:
        delivery = Delivery("", modes, NEVER_AGAIN)
        for session in ("S1", "S2"):
            delivery.send(session, "paid", lambda _forged: (b"x", {}), url=url)
        delivery._threads[0].join(5)
        delivery.stop()
    assert [one["session"] for one in delivery.deliveries] == ["S1"]


def test_a_shop_that_nobody_answers_for_is_recorded_as_such():
    delivery = Delivery("http://127.0.0.1:1/", Modes(), NEVER_AGAIN)
    delivery.send("S1", "paid", lambda _forged: (b"x", {}))
    delivery._threads[0].join(5)
    assert delivery.deliveries[0]["status"] == 0
    delivery.stop()
