"""From what happened to an order to a mail in somebody's mailbox."""

from dataclasses import replace

import pytest
from tests.pelicart.build import NOW, an_order
from tests.pelicart.shopfront import ADA, ORIGIN, SHOP

from pelicart.letters import Due, due_letters
from pelicart.orders.moves import event
from pelicart.orders.writing import letter_view, written
from pelicart.settings import read_shop


@pytest.fixture
def paid(front, ada):
    ada.adds("LAMP")
    ada.orders()
    front.provider.takes("session-1", 9500)
    front.moment += 600
    front.reconcile()
    return front


def hears(front):
    front.moment += 600
    front.reconcile()
    return {mail.to: mail for mail in front.mailbox.mails}


def test_shopper_and_shop_hear_of_a_sale_though_the_stream_was_lost(paid):
    assert not paid.mailbox.mails  # the stream is given its time
    told = hears(paid)
    assert told.keys() == {ADA["email"], SHOP["email"]}
    assert (told[ADA["email"]].reply_to, told[SHOP["email"]].reply_to) == (
        SHOP["email"],
        ADA["email"],
    )
    assert len(paid.mailbox.mails) == 2
    assert len(hears(paid)) == len(paid.mailbox.mails) == 2


def test_the_link_in_a_letter_opens_the_order(paid, ada):
    text = hears(paid)[ADA["email"]].text
    (link,) = [line for line in text.splitlines() if line.startswith(ORIGIN)]
    assert ada.get(link.removeprefix(ORIGIN)).state == "paid"
    assert ORIGIN not in hears(paid)[SHOP["email"]].text


def test_letters_wait_until_the_mail_server_is_back(paid):
    paid.mailbox.down = True
    assert not hears(paid)
    paid.mailbox.down = False
    assert len(hears(paid)) == 2


def test_a_letter_is_named_alike_each_time_and_gives_nothing_away(paid):
    shopper, shop = (written(paid.wired, paid.order, due) for due in due_letters(paid.order))
    again, _ = (written(paid.wired, paid.order, due) for due in due_letters(paid.order))
    assert shopper.id == again.id != shop.id
    assert paid.order.id not in shopper.id + repr(shopper)
    assert ADA["email"] not in repr(shopper)


def test_a_letter_is_in_the_language_of_who_gets_it(paid, monkeypatch):
    asked = []
    real = type(paid.wired).published
    monkeypatch.setattr(
        type(paid.wired), "published", lambda self, name="": asked.append(name) or real(self, name)
    )
    order = replace(paid.order, language="fr")
    for due in due_letters(order):
        written(paid.wired, order, due)
    assert asked == ["fr", "fr", "fr", "en"]


@pytest.mark.parametrize(
    ("entries", "amount"),
    [
        ([event("part_refunded", NOW, "x", refunded=500)], 500),
        ([event("paid", NOW, "x", refunded=0), event("part_refunded", NOW, "x", refunded=5)], 5),
        (
            [
                event("part_refunded", NOW, "x", refunded=500),
                event("part_refunded", NOW, "x", why="refund-asked", amount=200),
                event("refunded", NOW, "x", refunded=700),
            ],
            200,
        ),
        ([event("part_refunded", NOW, "x", why="by-hand", amount=300)], 300),
        ([event("expired", NOW, "x", why="returned", amount=900)], 900),
    ],
)
def test_a_letter_of_a_refund_names_what_went_back_by_it(entries, amount):
    shop, order = read_shop(SHOP, []), an_order(history=tuple(entries))
    due = Due(f"{len(entries) - 1}:refunded", "refunded", entries[-1], NOW)
    assert letter_view(order, due, shop, "", NOW).amount == amount
