"""Stripe's promises, and what is Stripe's alone."""

from __future__ import annotations

import logging
from dataclasses import replace

import httpx
import pytest
from tests.pelicart.build import NOW
from tests.pelicart.payments.promises import URLS, WORDS, Mint, NoticePromises, ProviderPromises
from tests.pelicart.payments.stripe.conftest import (
    IMPATIENT,
    KEY,
    OLD_SECRET,
    SECRET,
    an_event,
    seal,
)

from pelicart.errors import Misconfigured, NotFound, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.payments.stripe import Stripe

SESSION = {
    "id": "cs_test_a1",
    "object": "checkout.session",
    "client_reference_id": "ORDERONE",
    "metadata": {"order": "ORDERONE", "shop": "shop.example", "v": "1"},
}
ELSEWHERE = {**SESSION, "metadata": {"order": "ORDERONE", "shop": "other.example", "v": "1"}}


class TestNoticesOfStripe(NoticePromises):
    @pytest.fixture
    def now(self):
        return NOW

    @pytest.fixture
    def signature(self):
        return "stripe-signature"

    @pytest.fixture
    def old_secret(self):
        return OLD_SECRET

    @pytest.fixture
    def mint(self):
        completed = "checkout.session.completed"
        return Mint(
            an_event(completed, SESSION),
            an_event(completed, ELSEWHERE),
            an_event(completed, SESSION, live=True),
            seal,
        )


class TestStripeAsProvider(ProviderPromises):
    @pytest.fixture
    def provider(self, stand_in):
        return stand_in


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ""},
        {"key": "pk_test_public"},
        {"webhook_secrets": ("",)},
        {"webhook_secrets": "whsec_text"},
        {"origin": ""},
    ],
)
def test_a_key_secret_or_origin_that_is_none_is_refused_at_once(module, changes):
    with pytest.raises(Misconfigured):
        replace(module, **changes)


def test_the_environment_gives_key_secrets_and_addresses():
    module = Stripe.from_environment({
        "STRIPE_SECRET_KEY": "rk_live_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_new whsec_old",
        "STRIPE_ORIGINS": "https://pay.shop.example",
        "PELICART_ORIGIN": "https://shop.example/",
    })  # fmt: skip
    assert module.live
    assert module.origin == "https://shop.example"  # pictures are addressed below it
    assert module.webhook_secrets == ("whsec_new", "whsec_old")
    assert module.capabilities.origins == ("https://pay.shop.example",)
    assert module.api == "https://api.stripe.com"


def test_the_page_is_handed_to_on_a_listed_origin_and_ends_when_the_order_says(module, order):
    hand_off = module.start(order, URLS, WORDS)
    assert hand_off.url.startswith(module.capabilities.origins)
    assert hand_off.expires == order.session_expires


def test_a_declined_card_leaves_the_session_open_for_another_try(module, order, stand_in):
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session, "decline")
    assert module.look_up(session).state == "open"
    stand_in.pays(session)
    assert module.look_up(session).state == "paid"


@pytest.mark.parametrize(("end", "state"), [("confirm", "paid"), ("fail", "failed")])
def test_a_delayed_payment_is_processing_until_it_ends(module, order, stand_in, end, state):
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session, "later")
    payment = module.look_up(session)
    assert (payment.state, payment.captured) == ("processing", Money(0, "EUR"))
    assert module.close(session).state == "processing"
    stand_in.does(session, end)
    assert module.look_up(session).state == state


def test_a_session_of_another_shop_on_the_account_is_not_found(module, order):
    session = module.start(order, URLS, WORDS).session
    other = replace(module, origin="https://other.example")
    with pytest.raises(NotFound):
        other.look_up(session)
    with pytest.raises(NotFound):
        other.resume(replace(order, session=session), URLS, WORDS)


def test_an_attempt_whose_first_answer_was_an_error_is_spent(module, order, stand_in):
    stand_in.mode(create="stored-500")
    with pytest.raises(ProviderDown):
        module.start(order, URLS, WORDS)
    with pytest.raises(ProviderRefused):
        module.start(order, URLS, WORDS)
    assert module.start(replace(order, attempt=2), URLS, WORDS).session


def test_an_attempt_asked_for_with_other_contents_is_refused(module, order):
    module.start(order, URLS, WORDS)
    with pytest.raises(ProviderRefused, match="IdempotencyError"):
        module.start(replace(order, session_expires=order.session_expires + 60), URLS, WORDS)


def test_a_session_that_would_end_too_soon_is_refused(module, order):
    with pytest.raises(ProviderRefused):
        module.start(replace(order, session_expires=NOW + 29 * 60), URLS, WORDS)


def test_a_revoked_key_is_the_operators_matter(module, order):
    with pytest.raises(Misconfigured):
        replace(module, key="sk_test_revoked").start(order, URLS, WORDS)


def test_what_the_shopper_typed_is_in_no_error_and_no_log(module, order, caplog):
    caplog.set_level(logging.DEBUG)
    typed = replace(order, person={"email": "not an address@x"})
    with pytest.raises(ProviderRefused) as refused:
        module.start(typed, URLS, WORDS)
    assert str(refused.value) == "email_invalid"
    assert refused.value.ids["order"] == order.id
    assert "not an address" not in caplog.text
    assert refused.value.__suppress_context__


def test_the_sdk_keeps_nothing_on_the_machine(module, order, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("stripe._telemetry_id._loaded", False)
    module.start(order, URLS, WORDS)
    assert list(tmp_path.iterdir()) == []


def test_the_stand_ins_books_agree_with_what_was_ordered(order, paid, stand_in):
    books = stand_in.ledger()
    session = next(one for one in books["sessions"] if one["id"] == paid.session)
    payment = next(one for one in books["payments"] if one["id"] == paid.reference)
    assert session["amount_total"] == payment["amount_received"] == order.total
    assert session["client_reference_id"] == payment["metadata"]["order"] == order.id


@pytest.fixture
def answers(monkeypatch):
    """Makes Stripe answer 200 with whatever a test says."""

    def answer(text):
        def request(*_args, **_kwargs):
            return text.encode(), 200, {}

        monkeypatch.setattr("pelicart.payments.stripe.carrier.Carrier.request", request)

    return answer


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"object": "checkout.session"}', "<html>"])
def test_an_answer_that_is_no_session_is_no_answer(module, order, answers, text):
    answers(text)
    with pytest.raises(ProviderDown):
        module.start(order, URLS, WORDS)
    with pytest.raises(ProviderDown):
        module.look_up("cs_test_1")


def test_nothing_is_asked_without_a_timeout(module):
    assert module.timeout == IMPATIENT
    assert Stripe(KEY, (SECRET,), "https://shop.example").timeout == (2, 8)
    assert httpx.URL(module.api).host == "localhost"
