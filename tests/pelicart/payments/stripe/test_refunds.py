"""Money given back: by the shop, at Stripe's dashboard, under way, and sent back by a bank."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pelicart.build import a_line, a_quote, an_order
from tests.pelicart.payments.promises import URLS, WORDS

from pelicart.errors import ProviderDown, ProviderRefused
from pelicart.money import Money


def eur(minor):
    return Money(minor, "EUR")


@pytest.fixture
def key(order):
    """Keys of this test alone: the stand-in keeps them, as Stripe does."""
    return lambda number: f"refund:{order.id}:{number}"


@pytest.fixture
def refunds(stand_in):
    """The refunds in the stand-in's books, of an order."""

    def known(order):
        listed = stand_in.ledger()["refunds"]
        return [one for one in listed if one["payment_intent"] == order.reference]

    return known


@pytest.fixture
def begin(stand_in):
    """How refunds begin from now on."""
    yield lambda status: stand_in.mode(refunds=status)
    stand_in.mode(refunds="succeeded")


def test_a_part_then_the_rest_is_given_back(key, module, paid, stand_in):
    first = module.refund(paid, eur(930), key(1))
    assert (first.state, first.captured, first.refunded) == ("paid", eur(4690), eur(930))
    rest = module.refund(replace(paid, refunded=930), eur(3760), key(2))
    assert rest.refunded == rest.captured == eur(4690)
    assert stand_in.books(paid.session)["refunded"] == "46.90"


def test_a_refund_carries_the_orders_marks_and_its_key(key, module, paid, refunds):
    module.refund(paid, eur(100), key(1))
    (made,) = refunds(paid)
    assert made["metadata"] == {
        "order": paid.id,
        "shop": "shop.example",
        "v": "1",
        "key": key(1),
    }


def test_a_key_that_stripe_has_forgotten_gives_back_no_second_time(
    key, module, paid, refunds, stripe_server
):
    module.refund(paid, eur(100), key(1))
    stripe_server.provider.desk.kept.clear()
    assert module.refund(paid, eur(100), key(1)).refunded == eur(100)
    assert len(refunds(paid)) == 1


def test_over_a_hundred_refunds_are_all_counted_and_their_keys_known(key, module, paid, stand_in):
    for _ in range(105):
        stand_in.does(paid.session, "refund", amount="0.10")
    assert module.look_up(paid.session).refunded == eur(1050)
    assert module.refund(paid, eur(40), key(1)).refunded == eur(1090)


@pytest.mark.parametrize("amount", [eur(0), eur(4691), Money(100, "USD")])
def test_what_cannot_be_given_back_is_refused(key, module, paid, refunds, amount):
    with pytest.raises(ProviderRefused):
        module.refund(paid, amount, key(1))
    assert refunds(paid) == []


def test_an_order_without_a_payment_has_nothing_to_give_back(key, module, order):
    with pytest.raises(ProviderRefused):
        module.refund(order, eur(100), key(1))


def test_a_refund_under_way_counts(key, module, paid, begin):
    begin("pending")
    assert module.refund(paid, eur(930), key(1)).refunded == eur(930)


def test_a_refund_under_way_that_comes_through_counts_once(key, module, paid, begin, stand_in):
    begin("pending")
    module.refund(paid, eur(930), key(1))
    stand_in.does(paid.session, "confirm")
    assert module.look_up(paid.session).refunded == eur(930)


@pytest.mark.parametrize("first", ["pending", "succeeded"])
def test_a_refund_that_a_bank_sends_back_counts_no_more(key, module, paid, begin, stand_in, first):
    begin(first)
    module.refund(paid, eur(930), key(1))
    begin("succeeded")
    module.refund(replace(paid, refunded=930), eur(100), key(2))
    stand_in.does(paid.session, "fail")
    assert module.look_up(paid.session).refunded == eur(930)
    stand_in.does(paid.session, "fail")
    assert module.look_up(paid.session).refunded == eur(0)


def test_a_refund_that_fails_at_once_is_refused_and_asked_for_anew_by_another_key(
    key, module, paid, begin, refunds
):
    begin("failed")
    for _ in range(2):
        with pytest.raises(ProviderRefused, match="refund failed"):
            module.refund(paid, eur(930), key(1))
    assert len(refunds(paid)) == 1
    begin("succeeded")
    assert module.refund(paid, eur(930), key(2)).refunded == eur(930)


@pytest.mark.parametrize("mode", ["down", "html", "garbage"])
def test_a_refund_without_an_answer_can_be_asked_for_again(key, module, paid, stand_in, mode):
    with stand_in.fails(mode), pytest.raises(ProviderDown):
        module.refund(paid, eur(930), key(1))
    assert module.refund(paid, eur(930), key(1)).refunded == eur(930)


def test_a_refund_made_at_stripe_is_found_through_the_payment(module, paid, stand_in):
    stand_in.does(paid.session, "refund", amount="10.00")
    payment = module.look_up(paid.reference)
    assert (payment.session, payment.refunded) == (paid.session, eur(1000))


def test_a_look_is_one_call_however_much_was_given_back(key, module, paid, asked):
    module.refund(paid, eur(930), key(1))
    asked.clear()
    module.look_up(paid.session)
    assert asked == [f"get /v1/checkout/sessions/{paid.session}"]


def test_a_yen_is_given_back_as_a_yen(key, module, order, stand_in):
    yen = an_order(
        a_quote(a_line(unit=1800, extras=()), currency="JPY", delivery=None), id=order.id
    )
    session = module.start(yen, URLS, WORDS).session
    stand_in.pays(session)
    reference = module.look_up(session).reference
    ordered = replace(yen, session=session, reference=reference)
    payment = module.refund(ordered, Money(1800, "JPY"), key(1))
    assert (payment.captured, payment.refunded) == (Money(3600, "JPY"), Money(1800, "JPY"))
    assert stand_in.books(session)["refunded"] == "1800"
