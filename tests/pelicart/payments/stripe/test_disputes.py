"""What a shopper's bank asks back, as far as the order must know."""

from __future__ import annotations

import pytest

from pelicart.errors import ProviderDown, ProviderRefused
from pelicart.money import Money

INQUIRY = {"status": "warning_needs_response"}


@pytest.fixture
def outcome(module, paid):
    """What a look says now: the dispute, and what was given back."""

    def look():
        payment = module.look_up(paid.session)
        assert (payment.state, payment.captured) == ("paid", paid.money)
        return payment.dispute, payment.refunded.minor

    return look


def test_a_payment_is_not_disputed_and_no_dispute_is_asked_for(outcome, asked):
    assert outcome() == ("", 0)
    assert len(asked) == 1


def test_a_dispute_is_open_until_it_is_decided(outcome, paid, stand_in):
    stand_in.does(paid.session, "dispute")
    assert outcome() == ("open", 0)


@pytest.mark.parametrize(("lever", "dispute"), [("win", "won"), ("lose", "lost")])
def test_a_dispute_is_won_or_lost(outcome, paid, stand_in, lever, dispute):
    stand_in.does(paid.session, "dispute")
    stand_in.does(paid.session, lever)
    assert outcome() == (dispute, 0)


def test_it_is_found_through_the_payment_as_a_notice_names_it(module, paid, stand_in):
    stand_in.does(paid.session, "dispute")
    payment = module.look_up(paid.reference)
    assert (payment.session, payment.dispute) == (paid.session, "open")


def test_an_inquiry_takes_no_money_and_is_none(outcome, paid, stand_in):
    stand_in.does(paid.session, "dispute", **INQUIRY)
    assert outcome() == ("", 0)
    stand_in.does(paid.session, "win")
    assert outcome() == ("", 0)


def test_an_inquiry_can_become_a_dispute(outcome, paid, stand_in):
    stand_in.does(paid.session, "dispute", **INQUIRY)
    stand_in.does(paid.session, "lose")
    assert outcome() == ("open", 0)
    stand_in.does(paid.session, "lose")
    assert outcome() == ("lost", 0)


def test_a_part_that_is_lost_counts_as_given_back(outcome, paid, stand_in):
    stand_in.does(paid.session, "dispute", amount="10.00")
    assert outcome() == ("open", 0)
    stand_in.does(paid.session, "lose")
    assert outcome() == ("", 1000)


def test_what_is_lost_after_a_refund_is_all_that_was_left(outcome, paid, stand_in):
    stand_in.does(paid.session, "refund", amount="6.90")
    stand_in.does(paid.session, "dispute")
    stand_in.does(paid.session, "lose")
    assert outcome() == ("lost", 690)


def test_an_open_dispute_counts_before_one_that_was_won(outcome, paid, stand_in):
    stand_in.does(paid.session, "dispute", amount="10.00")
    stand_in.does(paid.session, "win")
    stand_in.does(paid.session, "dispute", amount="10.00")
    assert outcome() == ("open", 0)


@pytest.mark.parametrize(
    ("status", "dispute"),
    [
        ("under_review", "open"),
        ("a_status_to_come", "open"),
        ("prevented", ""),
        ("warning_under_review", ""),
        ("warning_closed", ""),
    ],
)
def test_every_status_is_read(outcome, paid, stand_in, disputes, status, dispute):
    stand_in.does(paid.session, "dispute")
    disputes(paid)[0]["status"] = status
    assert outcome() == (dispute, 0)


def test_under_appeal_the_bank_still_has_the_money(outcome, paid, stand_in, disputes):
    stand_in.does(paid.session, "dispute", amount="10.00")
    disputes(paid)[0]["status"] = "appeal_under_review"
    assert outcome() == ("open", 1000)


def test_a_dispute_in_another_currency_is_of_the_whole(outcome, paid, stand_in, disputes):
    stand_in.does(paid.session, "dispute", amount="10.00")
    stand_in.does(paid.session, "lose")
    disputes(paid)[0]["currency"] = "usd"
    assert outcome() == ("lost", 0)


def test_a_disputed_charge_without_its_dispute_is_no_answer(module, paid, stand_in, disputes):
    stand_in.does(paid.session, "dispute")
    disputes(paid)[0]["charge"] = "ch_elsewhere"
    with pytest.raises(ProviderDown):
        module.look_up(paid.session)


def test_while_a_dispute_is_open_nothing_is_given_back_twice(module, paid, stand_in):
    stand_in.does(paid.session, "dispute")
    with pytest.raises(ProviderRefused):
        module.refund(paid, Money(100, "EUR"), f"refund:{paid.id}:1")


@pytest.fixture
def disputes(stripe_server):
    """The disputes of an order in the stand-in's books, to be changed there."""

    def known(order):
        ledger = stripe_server.provider.books
        return [one for one in ledger.all("du") if one["payment_intent"] == order.reference]

    return known
