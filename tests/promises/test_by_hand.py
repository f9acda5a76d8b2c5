"""Methods without a provider: nobody's message counts, and the merchant's word only if it fits."""

from __future__ import annotations

import json
import logging

import pytest
from tests.pelicart.cards import FORM, KEY, VISA
from tests.pelicart.shopfront import Browser, Shopfront, http_event
from tests.promises.catcher import Answer
from tests.promises.conftest import _answered_by

from pelicart.acceptance import ACCEPTED
from pelicart.errors import ReferenceUsed, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.orders.marking import mark_paid, mark_refunded

NOBODY = "nobody to ask"
SAYINGS = {
    "forged": b'{"paid": true}',
    "altered": b'{"paid": false}',
    "stale": b'{"paid": true, "at": 0}',
    "malformed JSON": b'{"paid": tru',
    "HTML instead of JSON": b"<!doctype html><title>Maintenance</title>",
    "unknown status": b'{"status": "strange"}',
    "wrong mode": b'{"live": true}',
    "provider's retry": b'{"paid": true, "try": 2}',
}


@pytest.fixture(params=["manual", "sealed"])
def module(request):
    return request.param


@pytest.fixture
def told(request, module):
    def note(promise, answer, effect):
        request.node.user_properties.append(("promise", [promise, module, str(answer), effect]))

    return note


@pytest.fixture
def front(monkeypatch):
    front = Shopfront()
    cheque = {"payee": "Tom & Jerry", "address": ["Box 1"]}
    front.publish(methods={"cheque": cheque, "ssl": {"key": KEY.written, "accept": ACCEPTED}})
    _answered_by(front, monkeypatch)
    return front


@pytest.fixture
def buys(front, module):
    """Orders a mug by a method of the module; the order's page."""
    method, typed = {"manual": ("cheque", {}), "sealed": ("ssl", FORM)}[module]

    def buy(browser):
        browser.adds("MUG")
        return browser.submit(browser.reviews(method=method), **typed)

    return buy


@pytest.fixture
def order(front, module, buys):
    """An order that waits for the merchant's word."""
    assert buys(Browser(front)).state == "awaiting"
    assert front.order.module == module
    return front.order


@pytest.mark.parametrize("promise", SAYINGS)
def test_whatever_is_posted_to_it_is_refused(front, order, module, told, promise):
    about = {"order": order.id, "session": order.session, **_object(SAYINGS[promise])}
    body = json.dumps(about) if about.keys() > {"order", "session"} else SAYINGS[promise].decode()
    answer = front.call(http_event("POST", f"/shop/notice/{module}", body=body))
    answer = Answer(answer["statusCode"], answer["body"])
    assert answer == Answer(400, "forged")
    assert front.order == order
    told(promise, answer, "unchanged")


def _object(body: bytes) -> dict[str, object]:
    try:
        return dict(json.loads(body))
    except ValueError:
        return {}


def word(front, order, minor, currency="EUR", reference="bank line 1"):
    money = Money(minor, currency)
    return mark_paid(front.store, order.id, money, reference, now=front.moment, by="merchant")


@pytest.mark.parametrize(
    ("promise", "minor", "currency"),
    [("wrong amount", 1, "EUR"), ("wrong currency", 1500, "CHF")],
)
def test_a_word_of_other_money_is_refused(front, order, told, promise, minor, currency):
    with pytest.raises(WrongAmount):
        word(front, order, minor, currency)
    assert front.order == order
    told(promise, "wrong-amount", "unchanged")


def test_the_same_word_twice_counts_once(front, order, told):
    for promise in ("duplicated", "replayed"):
        assert word(front, order, order.total).state == "paid"
        assert [entry["state"] for entry in front.order.history].count("paid") == 1
        told(promise, "said twice", "paid once")


def test_a_bank_line_pays_one_order_alone(front, order, told, buys):
    word(front, order, order.total)
    front.moment += 1
    buys(Browser(front))
    second = front.orders()[-1]
    with pytest.raises(ReferenceUsed):
        word(front, second, second.total)
    assert front.orders()[-1] == second
    told("foreign order", "reference-used", "unchanged")


def test_a_wrong_word_does_not_spoil_the_right_one(front, order, told):
    with pytest.raises(WrongAmount):
        word(front, order, 1)
    assert word(front, order, order.total).state == "paid"
    told("decline, then pay", "wrong-amount, then taken", "paid")


def test_a_word_after_the_order_was_given_up_pays_it_if_the_goods_are_there(front, order, told):
    front.moment = order.deadline + 1
    front.reconcile()
    assert word(front, order, order.total).state == "paid"
    told("out of order", "said after the deadline", "paid")


def test_a_browser_that_says_paid_pays_nothing(front, order, module, told):
    urls = front.wired.urls(order.id, order.created, module)
    Browser(front).get(urls.done.partition(".example")[2] + "&status=paid")
    assert front.order == order
    for promise in ("browser's word", "forged, unpaid"):
        told(promise, "none came", "unchanged")


def test_money_goes_back_only_after_it_came(front, order, module):
    by_hand, back = front.wired.module(module), Money(100, "EUR")
    said = {"now": front.moment, "by": "merchant"}
    with pytest.raises(WrongState):
        mark_refunded(front.store, by_hand, order, back, "line 2", **said)
    assert front.order == order
    paid = word(front, order, order.total)
    mark_refunded(front.store, by_hand, paid, back, "line 2", **said)
    assert word(front, order, order.total).state == front.order.state == "part_refunded"
    assert front.order.captured == order.total


def test_neither_keys_nor_cards_show(front, module, told, buys, caplog):
    assert repr(front.wired.module(module)) in {"Manual()", "Sealed()"}  # no secret of its own
    caplog.set_level(logging.DEBUG)
    page = buys(Browser(front))
    front.moment = front.order.deadline - 1
    front.reconcile()
    items = {key: item for key, item in front.store.snapshot().items() if key[:5] != "CARD#"}
    cards = [one for key, one in front.store.snapshot().items() if key[:5] == "CARD#"]
    assert len(cards) == (module == "sealed")
    seen = "\n".join([repr(page.answer), repr(items), repr(cards), caplog.text, repr(front.wired)])
    secrets = ("PELICART_KEYS", "PELICART_BASKET_KEY")
    hidden = [VISA, FORM["card_number"], *(front.environment[name] for name in secrets)]
    assert [one for one in hidden if one in seen] == []
    told("secrets", "none shows", "in pages, tables, log")


def test_without_a_word_the_order_ends_at_its_deadline(front, order, told):
    front.moment = order.deadline - 1
    front.reconcile()
    assert front.order.state == "awaiting"
    for promise in ("provider down", "provider slow", "trouble at a look"):
        told(promise, NOBODY, "unchanged")
    front.moment = order.deadline + 1
    front.reconcile()
    assert front.order.state == "expired"
    assert not front.provider.calls
    told("lost notice", NOBODY, "expired at its deadline")
