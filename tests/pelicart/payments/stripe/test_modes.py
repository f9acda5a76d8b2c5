"""Test and live: a key of one never settles an order of the other; and books that don't fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pelicart.payments.promises import URLS, WORDS

from pelicart.errors import NotFound, ProviderDown, ProviderRefused
from pelicart.money import Money


@pytest.fixture
def live(module):
    return replace(module, key="sk_live_0123456789")


def test_the_mode_is_the_keys_alone(module, live):
    assert not module.live
    assert not replace(module, key="sk_test_x_live_y").live
    assert live.live
    assert replace(module, key="rk_live_x").live


def test_a_session_of_the_other_mode_is_not_even_asked_for(module, live, order, asked):
    session = module.start(order, URLS, WORDS).session
    asked.clear()
    for ask in (live.look_up, live.close):
        with pytest.raises(NotFound):
            ask(session)
    with pytest.raises(NotFound):
        live.resume(replace(order, session=session, live=True), URLS, WORDS)
    assert asked == []


def test_an_order_of_the_other_mode_is_neither_opened_nor_refunded(module, paid, asked):
    other = replace(paid, live=True)
    asked.clear()
    with pytest.raises(ProviderRefused):
        module.start(other, URLS, WORDS)
    with pytest.raises(ProviderRefused):
        module.refund(other, Money(100, "EUR"), "refund:1")
    assert asked == []


def test_a_payment_says_the_mode_that_stripe_says(module, paid, stand_in):
    assert module.look_up(paid.session).live is False
    stand_in.does(paid.session, "alter", live=True)
    assert module.look_up(paid.session).live is True


@pytest.mark.parametrize(
    ("altered", "captured"),
    [({"amount": "12.00"}, Money(1200, "EUR")), ({"currency": "CHF"}, Money(4690, "CHF"))],
)
def test_money_is_told_as_it_moved_and_not_as_it_was_asked_for(
    module, paid, stand_in, altered, captured
):
    stand_in.does(paid.session, "alter", **altered)
    assert module.look_up(paid.session).captured == captured


def test_another_order_is_told_as_such(module, paid, stand_in):
    stand_in.does(paid.session, "alter", order="SOMEBODYELSES")
    assert module.look_up(paid.session).order == "SOMEBODYELSES"


@pytest.mark.parametrize("status", ["strange", "paid", "succeeded", ""])
def test_a_status_that_stripe_does_not_document_is_no_answer(module, paid, stand_in, status):
    stand_in.does(paid.session, "alter", status=status)
    with pytest.raises(ProviderDown):
        module.look_up(paid.session)


def test_paid_without_a_payment_is_no_answer(module, paid, stripe_server):
    books = stripe_server.provider.books
    books.get("cs", paid.session)["payment_intent"] = None
    with pytest.raises(ProviderDown):
        module.look_up(paid.session)


def test_what_stripe_says_needs_no_payment_has_captured_nothing(module, paid, stripe_server):
    books = stripe_server.provider.books
    books.get("cs", paid.session)["payment_status"] = "no_payment_required"
    assert module.look_up(paid.session).captured == Money(0, "EUR")
