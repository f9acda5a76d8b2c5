"""PayPal's promises, and what is PayPal's alone."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from tests.pelicart.payments.promises import URLS, WORDS, ProviderPromises

from pelicart.errors import Misconfigured, NotFound, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.payments.calling import Api
from pelicart.payments.paypal import PayPal

GENUINE = {
    "PAYPAL_CLIENT_ID": "AClientOfPayPals",
    "PAYPAL_SECRET": "ESecretOfThatClient",
    "PAYPAL_WEBHOOK_ID": "8PT597110X687430LKGECATA",
    "PELICART_ORIGIN": "https://shop.example/",
}


class TestPayPalAsProvider(ProviderPromises):
    def test_a_closed_session_can_no_longer_be_paid(self, module, order, provider):
        """PayPal's page stays open; but nothing is taken that we don't take."""
        session = module.start(order, URLS, WORDS).session
        assert module.close(session).state == "expired"
        provider.agrees(session)
        assert module.close(session).state == "approved"
        assert "payments" not in provider.unit(session)


@pytest.fixture
def started(module, order):
    return module.start(order, URLS, WORDS).session


@pytest.fixture
def calls(monkeypatch):
    """What PayPal is asked from now on: method, path and request id."""
    asked, call = [], Api.call

    def noted(api, method, path, body=None, headers=None):
        asked.append((method, path, (headers or {}).get("paypal-request-id", "")))
        return call(api, method, path, body, headers)

    monkeypatch.setattr(Api, "call", noted)
    return asked


def posted(calls, path):
    return [key for method, at, key in calls if method == "POST" and at.endswith(path)]


def paid(module, order, provider):
    session = module.start(order, URLS, WORDS).session
    provider.pays(session)
    payment = module.look_up(session)
    return replace(order, session=session, reference=payment.reference)


def test_the_shopper_is_sent_to_a_listed_origin_until_the_order_says(module, order):
    hand_off = module.start(order, URLS, WORDS)
    assert hand_off.url.startswith(module.capabilities.origins)
    assert hand_off.expires == order.session_expires


def test_starting_twice_asks_with_the_same_request_id(module, order, calls):
    first = module.start(order, URLS, WORDS)
    assert module.start(order, URLS, WORDS) == first
    assert posted(calls, "/orders") == [f"{order.id}:1"] * 2


def test_agreeing_takes_nothing_and_capturing_takes_it_once(module, provider, started, calls):
    provider.agrees(started)
    payment = module.look_up(started)
    assert (payment.state, payment.captured.minor) == ("approved", 0)
    taken = module.capture(started)
    assert (taken.state, taken.captured.minor) == ("paid", 4690)
    assert module.capture(started) == taken == module.look_up(started)
    assert len(posted(calls, "/capture")) == 1


def test_two_captures_at_once_take_it_once(module, provider, started, calls, monkeypatch):
    provider.agrees(started)
    agreed = module.found(started)
    first = module.capture(started)
    monkeypatch.setattr(PayPal, "found", lambda *_: agreed)  # read before the first was through
    assert module.capture(started) == first
    keys = posted(calls, "/capture")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert keys[0].startswith(f"capture:{started}:")


def test_a_capture_by_another_id_finds_it_captured(module, provider, started, monkeypatch):
    provider.agrees(started)
    agreed = module.found(started)
    first = module.capture(started)
    monkeypatch.setattr(PayPal, "found", lambda *_: {**agreed, "update_time": "another"})
    assert module.capture(started) == first


def test_nothing_is_taken_without_approval(module, started, calls):
    assert module.capture(started).state == "open"
    assert not posted(calls, "/capture")


def test_after_a_decline_the_shopper_goes_back_to_the_same_page_and_pays(module, order, provider):
    hand_off = module.start(order, URLS, WORDS)
    session = hand_off.session
    back = provider.agrees(session, "decline")
    assert back.startswith(f"{URLS.done}&token={session}")
    assert module.capture(session).state == "open"
    again = module.resume(replace(order, session=session), URLS, WORDS)
    assert again.url.endswith(f"/checkoutnow?token={session}")
    assert again.url.startswith(module.capabilities.origins)
    provider.waits(60)
    provider.agrees(session)
    assert module.capture(session).captured == order.money


def test_a_decline_asked_for_twice_stays_one(module, provider, started, calls):
    provider.agrees(started, "decline")
    assert module.capture(started) == module.capture(started)
    assert len(set(posted(calls, "/capture"))) == 1


@pytest.mark.parametrize(
    ("issue", "state"),
    [
        ("INSTRUMENT_DECLINED", "open"),
        ("PAYER_ACTION_REQUIRED", "open"),
        ("ORDER_NOT_APPROVED", "open"),
        ("MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED", "failed"),
        ("PAYEE_ACCOUNT_RESTRICTED", "failed"),
        ("SOMETHING_NEW", "failed"),
    ],
)
def test_a_refused_capture_is_open_if_the_payer_can_mend_it(
    module, provider, started, refusing, issue, state
):
    provider.agrees(started)
    refusing("/capture", 422, issue)
    payment = module.capture(started)
    assert (payment.state, payment.captured.minor) == (state, 0)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, ProviderRefused), (403, Misconfigured), (500, ProviderDown)]
)
def test_a_capture_that_was_not_judged_decides_nothing(
    module, provider, started, refusing, status, kind
):
    provider.agrees(started)
    refusing("/capture", status, "X")
    with pytest.raises(kind):
        module.capture(started)
    assert module.look_up(started).state == "approved"


@pytest.fixture
def refusing(monkeypatch):
    """Lets PayPal refuse calls whose path ends so."""

    def refuse(end, status, issue):
        call = Api._asked

        def asked(api, method, path, body, headers):
            answer = call(api, method, "/x" if path.endswith(end) else path, body, headers)
            if not path.endswith(end):
                return answer
            said = {"name": "X", "details": [{"issue": issue}], "debug_id": "d"}
            return replace(answer, status=status, body=json.dumps(said).encode())

        monkeypatch.setattr(Api, "_asked", asked)

    return refuse


@pytest.mark.parametrize("how", ["down", "slow", "html", "garbage", "gone"])
def test_a_capture_without_an_answer_can_be_asked_again(module, provider, started, how):
    provider.agrees(started)
    with provider.fails(how), pytest.raises(ProviderDown):
        module.capture(started)
    assert module.capture(started).captured.minor == 4690


@pytest.mark.parametrize(("end", "state"), [("confirm", "paid"), ("fail", "failed")])
def test_a_payment_under_review_is_processing_until_it_ends(module, provider, started, end, state):
    provider.mode(capture="pending")
    provider.agrees(started)
    payment = module.capture(started)
    assert (payment.state, payment.captured.minor) == ("processing", 0)
    assert module.close(started).state == "processing"
    provider.does(started, end)
    assert module.look_up(started).state == state


def test_an_approval_that_nobody_captured_ends(module, provider, started):
    provider.agrees(started)
    provider.waits(3 * 3600 + 1)
    assert module.look_up(started).state == "expired"
    assert module.capture(started).state == "expired"


def test_an_order_that_paypal_has_forgotten_is_not_found(module, provider, started):
    provider.waits(6 * 3600 + 1)
    with pytest.raises(NotFound):
        module.look_up(started)


def test_a_token_that_ended_is_renewed_in_between(module, provider, order, calls):
    module.start(order, URLS, WORDS)
    provider.waits(9 * 3600 + 1)  # of PayPal's clock, not of ours
    assert module.start(replace(order, attempt=2), URLS, WORDS).session
    assert len(posted(calls, "/token")) == 2


def test_a_refund_at_paypal_is_read_with_the_order(module, order, provider):
    ordered = paid(module, order, provider)
    provider.does(ordered.session, "refund", amount="1.00")
    assert module.look_up(ordered.session).refunded == Money(100, "EUR")
    provider.does(ordered.session, "refund")
    assert module.look_up(ordered.session).refunded == order.money


@pytest.mark.parametrize(("end", "back"), [("confirm", 100), ("fail", 0)])
def test_a_refund_under_way_counts_until_it_comes_back(module, order, provider, end, back):
    provider.mode(refunds="pending")
    ordered = paid(module, order, provider)
    assert module.refund(ordered, Money(100, "EUR"), "refund:1").refunded == Money(100, "EUR")
    provider.does(ordered.session, end)
    assert module.look_up(ordered.session).refunded == Money(back, "EUR")


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED", "STRANGE", ""])
def test_a_refund_that_was_not_made_is_refused(module, order, provider, status, monkeypatch):
    ordered = paid(module, order, provider)
    monkeypatch.setattr(
        "pelicart.payments.paypal.client.Client.call", lambda *_, **__: {"status": status}
    )
    with pytest.raises(ProviderRefused):
        module.refund(ordered, Money(100, "EUR"), "refund:1")


@pytest.mark.parametrize(
    ("amount", "changes"),
    [
        (Money(0, "EUR"), {}),
        (Money(-100, "EUR"), {}),
        (Money(100, "USD"), {}),
        (Money(100, "EUR"), {"reference": ""}),
        (Money(100, "EUR"), {"reference": "../x"}),
        (Money(100, "EUR"), {"live": True}),
    ],
)
def test_nothing_is_given_back_that_cannot_be(module, order, provider, calls, amount, changes):
    ordered = paid(module, order, provider)
    with pytest.raises(ProviderRefused):
        module.refund(replace(ordered, **changes), amount, "refund:1")
    assert not posted(calls, "/refund")


def test_money_that_the_bank_took_back_is_a_lost_dispute(module, order, provider):
    ordered = paid(module, order, provider)
    provider.does(ordered.session, "dispute")
    held = module.look_up(ordered.session)
    assert (held.state, held.captured, held.dispute) == ("paid", order.money, "")
    provider.does(ordered.session, "lose")
    lost = module.look_up(ordered.session)
    assert (lost.state, lost.refunded, lost.dispute) == ("paid", order.money, "lost")


@pytest.mark.parametrize(
    ("altered", "captured"),
    [
        ({"amount": "1.00"}, Money(100, "EUR")),
        ({"currency": "CHF"}, Money(4690, "CHF")),
    ],
)
def test_what_paypal_says_was_captured_is_told_as_it_is(module, order, provider, altered, captured):
    ordered = paid(module, order, provider)
    provider.does(ordered.session, "alter", **altered)
    assert module.look_up(ordered.session).captured == captured


def test_an_order_that_names_another_of_ours_is_told_as_it_is(module, provider, started):
    provider.does(started, "alter", order="OTHERORDER")
    assert module.look_up(started).order == "OTHERORDER"


def test_an_order_of_the_other_mode_is_neither_opened_nor_refunded(module, order, calls):
    with pytest.raises(ProviderRefused):
        module.start(replace(order, live=True), URLS, WORDS)
    assert calls == []


def test_an_order_of_another_shop_on_the_account_is_not_found(module, order, started):
    other = replace(module, origin="https://other.example")
    for ask in (other.look_up, other.close, other.capture):
        with pytest.raises(NotFound):
            ask(started)
    with pytest.raises(NotFound):
        other.resume(replace(order, session=started), URLS, WORDS)


def test_a_page_elsewhere_is_no_page(module, order):
    with pytest.raises(ProviderDown):
        replace(module, origins=("https://www.paypal.com",)).start(order, URLS, WORDS)


def test_a_revoked_secret_is_the_operators_matter(module, order):
    with pytest.raises(Misconfigured):
        replace(module, secret="ERevokedSecret-987654321").start(order, URLS, WORDS)


def test_what_paypal_refuses_is_refused_without_its_words(module, order, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = replace(URLS, done="ada@shop.example")
    with pytest.raises(ProviderRefused, match="INVALID_PARAMETER_VALUE") as refused:
        module.start(order, wrong, WORDS)
    assert refused.value.ids["order"] == order.id
    assert "ada@" not in f"{refused.value} {refused.value.ids} {caplog.text}"


def test_the_probe_is_asked_for_and_found_nowhere(module, calls):
    with pytest.raises(NotFound):
        module.look_up(module.capabilities.probe)
    assert calls[-1][:2] == ("GET", f"/v2/checkout/orders/{module.capabilities.probe}")


def test_the_environment_gives_app_mode_and_addresses():
    module = PayPal.from_environment({**GENUINE, "PAYPAL_MODE": "live"})
    assert module.live
    assert (module.api, module.origins) == ("https://api-m.paypal.com", ("https://www.paypal.com",))
    assert module.shop == "shop.example"
    sandbox = PayPal.from_environment({**GENUINE, "PAYPAL_MODE": "sandbox"})
    assert not sandbox.live
    assert sandbox.api == "https://api-m.sandbox.paypal.com"
    assert sandbox.capabilities.origins == ("https://www.sandbox.paypal.com",)
    own = {"PAYPAL_MODE": "sandbox", "PAYPAL_ORIGINS": "https://a.example https://b.example"}
    assert PayPal.from_environment({**GENUINE, **own}).origins == (
        "https://a.example",
        "https://b.example",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"PAYPAL_MODE": "test"},
        {"PAYPAL_MODE": "live", "PAYPAL_CLIENT_ID": ""},
        {"PAYPAL_MODE": "live", "PAYPAL_CLIENT_ID": "a:client-with-colon"},
        {"PAYPAL_MODE": "live", "PAYPAL_SECRET": ""},
        {"PAYPAL_MODE": "live", "PAYPAL_WEBHOOK_ID": '"'},
        {"PAYPAL_MODE": "live", "PELICART_ORIGIN": ""},
        {"PAYPAL_MODE": "live", "PAYPAL_API_BASE": "https://api-m.sandbox.paypal.com"},
        {"PAYPAL_MODE": "live", "PAYPAL_API_BASE": "http://127.0.0.1:1"},
        {"PAYPAL_MODE": "sandbox", "PAYPAL_API_BASE": "https://api-m.paypal.com"},
    ],
)
def test_settings_that_are_missing_or_of_two_modes_are_refused_at_once(changes):
    with pytest.raises(Misconfigured) as wrong:
        PayPal.from_environment({**GENUINE, **changes})
    assert GENUINE["PAYPAL_SECRET"] not in str(wrong.value)


def test_the_stand_ins_books_agree_with_what_was_ordered(module, order, provider):
    ordered = paid(module, order, provider)
    (row,) = [one for one in provider.books() if one["session"] == ordered.session]
    assert (row["order"], row["state"]) == (order.id, "paid")
    assert (row["captured"], row["refunded"], row["currency"]) == ("46.90", "0.00", "EUR")
    (capture,) = provider.unit(ordered.session)["payments"]["captures"]
    assert capture["invoice_id"] == f"{order.number}-1"


def test_paypal_looks_at_the_status_alone_and_only_it_can_sign(module):
    assert module.acknowledge().status == 200
    assert module.acknowledge(ProviderDown()) is None
    assert module.sample(0) is None
    assert module.accepts(Money(1, "EUR"))
