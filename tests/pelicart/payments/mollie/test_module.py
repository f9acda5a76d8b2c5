"""Mollie's promises, and what is Mollie's alone."""

from __future__ import annotations

import logging
from dataclasses import replace

import httpx
import pytest
from tests.pelicart.payments.mollie.conftest import KEY
from tests.pelicart.payments.promises import URLS, WORDS, ProviderPromises

from pelicart.errors import (
    BadRequest,
    Forged,
    Misconfigured,
    NotFound,
    ProviderDown,
    ProviderRefused,
    UnknownOrder,
)
from pelicart.money import Money
from pelicart.payments.base import Acknowledgement, PaymentModule
from pelicart.payments.calling import Answer
from pelicart.payments.mollie import Mollie

QUARTER = 15 * 60
DAYS = 13 * 86400


class TestMollieAsProvider(ProviderPromises):
    def test_a_closed_session_can_no_longer_be_paid(self, module, order, provider):
        """Mollie cancels only what a shopper pays by transfer; the others expire by themselves."""
        session = module.start(order, URLS, WORDS).session
        assert module.close(session).state == "open"
        provider.waits(QUARTER)
        assert module.close(session).state == "expired"
        with pytest.raises(AssertionError):
            provider.pays(session)

    def test_a_provider_without_an_answer_is_down_at_a_look(self, module, order, provider):
        session = module.start(order, URLS, WORDS).session
        for mode in ("down", "slow", "html", "garbage", "gone"):
            with provider.fails(mode):
                for ask in (module.look_up, module.close, module.capture):
                    with pytest.raises(ProviderDown):
                        ask(session)
                with pytest.raises(ProviderDown):
                    module.resume(replace(order, session=session), URLS, WORDS)
                with pytest.raises(ProviderDown):
                    module.refund(replace(order, reference=session), Money(100, "EUR"), "key")


def paid(module, order, provider):
    session = module.start(order, URLS, WORDS).session
    provider.pays(session)
    return replace(order, session=session, reference=session, captured=order.total)


def test_the_module_is_a_payment_module(module):
    one: PaymentModule = module
    assert one.capabilities.refunds
    assert one.capabilities.looks_up


def test_the_page_is_handed_to_on_a_listed_origin_and_ends_when_mollie_says(
    module, order, provider
):
    provider.waits(60)
    hand_off = module.start(order, URLS, WORDS)
    assert hand_off.url.startswith(module.capabilities.origins)
    now = httpx.get(f"{provider.url}/_control/clock").json()["now"]
    assert hand_off.expires == now + QUARTER


def test_a_declined_card_leaves_the_payment_open_for_another_try(module, order, provider):
    session = module.start(order, URLS, WORDS).session
    provider.pays(session, "decline")
    assert module.look_up(session).state == "open"
    provider.pays(session)
    assert module.look_up(session).state == "paid"


def test_giving_up_at_mollie_ends_the_payment(module, order, provider):
    session = module.start(order, URLS, WORDS).session
    provider.pays(session, "cancel")
    assert module.look_up(session).state == "failed"
    assert module.resume(replace(order, session=session), URLS, WORDS) is None


@pytest.mark.parametrize(("end", "state"), [("confirm", "paid"), ("fail", "failed")])
def test_a_transfer_is_on_its_way_until_it_ends(module, order, provider, end, state):
    session = module.start(order, URLS, WORDS).session
    provider.pays(session, "later")
    payment = module.look_up(session)
    assert (payment.state, payment.captured) == ("processing", Money(0, "EUR"))
    assert module.resume(replace(order, session=session), URLS, WORDS) is None
    assert module.close(session).state == "processing"  # the shopper may have sent it already
    provider.does(session, end)
    assert module.look_up(session).state == state


def test_a_transfer_that_never_comes_expires(module, order, provider):
    session = module.start(order, URLS, WORDS).session
    provider.pays(session, "later")
    provider.waits(DAYS)
    assert module.look_up(session).state == "expired"


def test_what_can_be_canceled_is_closed_by_canceling_it(module, order, provider):
    provider.mode(cancelable="all")
    session = module.start(order, URLS, WORDS).session
    assert module.close(session).state == "expired"
    (entry,) = [one for one in provider.books() if one["session"] == session]
    assert entry["state"] == "expired"


def test_what_was_authorized_is_taken_by_our_capture_once(module, order, provider):
    provider.mode(capture="manual")
    session = module.start(order, URLS, WORDS).session
    provider.pays(session)
    payment = module.look_up(session)
    assert (payment.state, payment.captured.minor) == ("approved", 0)
    assert module.close(session).state == "approved"  # closing gives up nothing that was agreed
    assert module.capture(session) == module.capture(session)
    provider.waits(25 * 3600)  # longer than Mollie remembers the key
    taken = module.capture(session)
    assert (taken.state, taken.captured) == ("paid", order.money)
    (entry,) = [one for one in provider.books() if one["session"] == session]
    assert entry["captured"] == "46.90"


def test_what_was_not_authorized_is_not_taken(module, order):
    session = module.start(order, URLS, WORDS).session
    assert module.capture(session).state == "open"


def test_a_refund_of_one_key_is_given_once_though_mollie_forgot_the_key(module, order, provider):
    ordered = paid(module, order, provider)
    module.refund(ordered, Money(100, "EUR"), f"refund:{order.id}:1")
    provider.waits(25 * 3600)
    assert module.refund(ordered, Money(100, "EUR"), f"refund:{order.id}:1").refunded == Money(
        100, "EUR"
    )


def test_a_refund_that_failed_is_not_given_by_the_same_key_again(module, order, provider):
    ordered = paid(module, order, provider)
    module.refund(ordered, Money(100, "EUR"), f"refund:{order.id}:1")
    provider.does(ordered.session, "fail")
    with pytest.raises(ProviderRefused):
        module.refund(ordered, Money(100, "EUR"), f"refund:{order.id}:1")
    assert module.refund(ordered, Money(100, "EUR"), f"refund:{order.id}:2").refunded == Money(
        100, "EUR"
    )


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (400, ProviderRefused),
        (401, Misconfigured),
        (403, Misconfigured),
        (404, NotFound),
        (409, ProviderDown),
        (410, NotFound),
        (415, ProviderRefused),
        (422, ProviderRefused),
        (429, ProviderDown),
        (500, ProviderDown),
        (302, ProviderDown),
    ],
)
def test_each_status_of_an_error_has_its_meaning(module, order, monkeypatch, status, meaning):
    def asked(*_):
        return Answer(status, b'{"status": 1, "detail": "canary", "field": "canary with spaces"}')

    monkeypatch.setattr("pelicart.payments.calling.Api._asked", asked)
    for ask in (lambda: module.start(order, URLS, WORDS), lambda: module.look_up("tr_1")):
        with pytest.raises(meaning) as wrong:
            ask()
        assert "canary" not in f"{wrong.value} {wrong.value.ids}"


def test_refunds_count_until_they_fail(module, order, provider):
    ordered = paid(module, order, provider)
    assert module.refund(ordered, Money(100, "EUR"), f"refund:{order.id}:1").refunded.minor == 100
    provider.does(ordered.session, "fail")
    assert module.look_up(ordered.session).refunded.minor == 0
    provider.does(ordered.session, "refund", amount="2.00")
    provider.does(ordered.session, "confirm")
    assert module.look_up(ordered.session).refunded.minor == 200


@pytest.mark.parametrize(
    "amount", [Money(0, "EUR"), Money(-1, "EUR"), Money(4691, "EUR"), Money(100, "CHF")]
)
def test_what_is_not_there_is_not_given_back(module, order, provider, amount):
    ordered = paid(module, order, provider)
    with pytest.raises(ProviderRefused):
        module.refund(ordered, amount, f"refund:{order.id}:1")


def test_what_was_given_back_before_is_not_there_any_more(module, order, provider):
    ordered = paid(module, order, provider)
    with pytest.raises(ProviderRefused):
        module.refund(replace(ordered, refunded=4600), Money(100, "EUR"), f"refund:{order.id}:4600")


def test_a_chargeback_is_a_dispute_until_the_bank_reverses_it(module, order, provider):
    ordered = paid(module, order, provider)
    assert module.look_up(ordered.session).dispute == ""
    provider.does(ordered.session, "dispute")
    assert module.look_up(ordered.session).dispute == "open"
    provider.does(ordered.session, "win")
    assert module.look_up(ordered.session).dispute == "won"


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"amount": "12.00"}, "captured", Money(1200, "EUR")),
        ({"currency": "CHF"}, "captured", Money(4690, "CHF")),
        ({"live": True}, "live", True),
        ({"order": "ANOTHER"}, "order", "ANOTHER"),
    ],
)
def test_what_mollie_says_is_handed_on_as_it_is(module, order, provider, said, field, value):
    ordered = paid(module, order, provider)
    provider.does(ordered.session, "alter", **said)
    assert getattr(module.look_up(ordered.session), field) == value


def test_an_unknown_status_is_no_answer(module, order, provider):
    ordered = paid(module, order, provider)
    provider.does(ordered.session, "alter", status="strange")
    with pytest.raises(ProviderDown):
        module.look_up(ordered.session)


def test_a_payment_of_another_shop_on_the_account_is_not_found(module, order):
    session = module.start(order, URLS, WORDS).session
    other = replace(module, origin="https://other.example")
    for ask in (other.look_up, other.close):
        with pytest.raises(NotFound):
            ask(session)
    with pytest.raises(NotFound):
        other.resume(replace(order, session=session), URLS, WORDS)
    with pytest.raises(NotFound):
        other.refund(replace(order, reference=session), Money(100, "EUR"), f"refund:{order.id}:1")


def test_an_attempt_asked_for_with_other_contents_is_refused(module, order):
    module.start(order, URLS, WORDS)
    with pytest.raises(ProviderRefused):
        module.start(replace(order, total=4691), URLS, WORDS)


def test_a_revoked_key_is_the_operators_matter(module, order):
    with pytest.raises(Misconfigured):
        replace(module, key="test_revoked").start(order, URLS, WORDS)
    with pytest.raises(Misconfigured):
        replace(module, key="test_revoked").look_up("tr_1")


def test_a_page_of_somebody_elses_that_says_404_knows_nothing_of_payments(module):
    other = replace(module, api=f"{module.api}/elsewhere")
    with pytest.raises(ProviderDown):
        other.look_up("tr_1")


def test_what_mollie_says_of_an_error_is_in_none_of_ours(module, order, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ProviderRefused) as refused:
        module.start(order, replace(URLS, done="canary"), WORDS)
    assert refused.value.ids == {"status": 422, "field": "redirectUrl", "order": order.id}
    assert "canary" not in f"{refused.value} {caplog.text}"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, Acknowledgement()),
        (NotFound(), Acknowledgement()),
        (BadRequest(), None),
        (Forged(), None),
        (UnknownOrder(), None),
        (ProviderDown(), None),
        (Misconfigured(), None),
    ],
    ids=str,
)
def test_mollie_hears_yes_for_what_needs_no_further_try(module, wrong, said):
    assert module.acknowledge(wrong) == said


def test_the_sample_names_a_payment_that_mollie_does_not_know(module):
    sample = module.sample(0)
    notice = module.read_notice(sample.body, sample.headers, 0)
    with pytest.raises(NotFound):
        module.look_up(notice.session)
    assert module.capabilities.probe == notice.session


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ""},
        {"key": "sk_test_1"},
        {"key": "test_"},
        {"key": "live_1\n"},
        {"origin": ""},
        {"api": "http://api.mollie.com"},
    ],
)
def test_a_key_origin_or_address_that_is_none_is_refused_at_once(module, changes):
    with pytest.raises(Misconfigured):
        replace(module, **changes)


def test_the_environment_gives_key_and_addresses():
    module = Mollie.from_environment({
        "MOLLIE_API_KEY": "live_1",
        "MOLLIE_ORIGINS": "https://pay.example https://www.pay.example",
        "PELICART_ORIGIN": "https://shop.example/",
    })  # fmt: skip
    assert module.live
    assert module.origin == "https://shop.example"
    assert module.capabilities.origins == ("https://pay.example", "https://www.pay.example")
    assert module.api == "https://api.mollie.com"
    assert module.timeout == (2, 8)


def test_without_more_the_page_is_mollies():
    module = Mollie.from_environment(
        {"MOLLIE_API_KEY": KEY, "PELICART_ORIGIN": "https://s.example"}
    )
    assert not module.live
    assert module.origins == ("https://www.mollie.com", "https://pay.mollie.com")


def test_the_stand_ins_books_agree_with_what_was_ordered(module, order, provider):
    ordered = paid(module, order, provider)
    (entry,) = [one for one in provider.books() if one["session"] == ordered.session]
    assert entry == {
        "session": ordered.session,
        "order": order.id,
        "state": "paid",
        "captured": "46.90",
        "refunded": "0.00",
        "currency": "EUR",
    }
