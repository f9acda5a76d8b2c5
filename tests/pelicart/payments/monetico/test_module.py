"""Monetico's promises as a provider, and what is Monetico's alone; its notices stand apart."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from tests.pelicart.build import NOW
from tests.pelicart.payments.monetico.conftest import ACCOUNT, IMPATIENT, KEY
from tests.pelicart.payments.promises import URLS, WORDS, ProviderPromises

from pelicart.errors import (
    Forged,
    Misconfigured,
    NotFound,
    ProviderDown,
    ProviderRefused,
    TableDown,
    UnknownOrder,
)
from pelicart.money import Money
from pelicart.payments.calling import Answer
from pelicart.payments.monetico import Monetico


class TestMoneticoAsProvider(ProviderPromises):
    @pytest.fixture
    def provider(self, stand_in):
        return stand_in

    @pytest.mark.usefixtures("outage")
    def test_a_provider_without_an_answer_is_down_at_the_start(self, module, order):
        """It isn't asked: the form is made here, and the browser takes it there."""
        assert module.start(order, URLS, WORDS).fields

    def test_a_closed_session_can_no_longer_be_paid(self, module, order, provider):
        """Nothing closes it: it is said to be open, and its order's units are kept that long."""
        session = module.start(order, URLS, WORDS).session
        assert module.close(session).state == "open"
        provider.pays(session)
        assert module.close(session).state == "paid"
        assert module.capabilities.lingers >= 45 * 60

    def test_a_provider_without_an_answer_is_down_at_a_look(self, module, order, provider):
        session = module.start(order, URLS, WORDS).session
        for mode in ("down", "slow", "html", "garbage", "gone"):
            with provider.fails(mode):
                for ask in (module.look_up, module.close, module.capture):
                    with pytest.raises(ProviderDown):
                        ask(session)
                with pytest.raises(ProviderDown):
                    module.resume(replace(order, session=session), URLS, WORDS)
        assert module.close(session).state == "open"


def paid(module, order, stand_in):
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session)
    payment = module.look_up(session)
    return replace(
        order, session=session, reference=payment.reference, captured=payment.captured.minor
    )


def test_the_form_is_posted_to_the_page_of_its_platform(module, order):
    test, live = module.start(order, URLS, WORDS), replace(module, mode="live").start(
        order, URLS, WORDS
    )  # fmt: skip
    assert test.url == f"{module.page}/test/paiement.cgi"
    assert live.url == f"{module.page}/paiement.cgi"
    assert test.url.startswith(module.capabilities.origins)
    assert test.fields == live.fields
    assert test.expires == order.session_expires


def test_the_bank_takes_the_form_of_every_attempt(module, order, stand_in, monetico_browser):
    for attempt in range(1, 6):
        stand_in.opens(module.start(replace(order, attempt=attempt), URLS, WORDS).session)
    assert len(stand_in.books(order)) == 5
    with pytest.raises(ProviderRefused):
        module.start(replace(order, attempt=6), URLS, WORDS)


@pytest.mark.parametrize("name", ["montant", "reference", "texte-libre", "url_retour_ok", "MAC"])
def test_a_form_that_the_browser_changed_is_refused_by_the_bank(
    module, order, monetico_browser, name
):
    form = module.start(order, URLS, WORDS)
    changed = form.fields[name].translate(str.maketrans("0123456789Ao", "1234567890Bp"))
    assert changed != form.fields[name]
    answer = monetico_browser.post(form.url, data={**form.fields, name: changed})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("currency", "total"), [("EUR", 1), ("JPY", 2900), ("KWD", 1250), ("CHF", 99_999_999)]
)
def test_every_currency_comes_back_as_it_was_asked_for(module, order, stand_in, currency, total):
    ordered = replace(order, currency=currency, total=total)
    stand_in._order = ordered
    assert module.accepts(ordered.money)
    kept = paid(module, ordered, stand_in)
    assert module.look_up(kept.session).captured == ordered.money
    assert module.refund(kept, ordered.money, "key").refunded == ordered.money


def test_three_decimals_are_not_offered(module):
    assert not module.accepts(Money(1251, "KWD"))
    assert not module.accepts(Money(0, "EUR"))


def test_four_refused_cards_are_the_last(module, order, stand_in):
    session = module.start(order, URLS, WORDS).session
    for _ in range(3):
        stand_in.pays(session, "decline")
        assert module.look_up(session).state == "open"
        assert module.resume(replace(order, session=session), URLS, WORDS)
    stand_in.pays(session, "decline")
    assert module.look_up(session).state == "failed"
    assert module.resume(replace(order, session=session), URLS, WORDS) is None
    with pytest.raises(AssertionError):
        stand_in.pays(session)


def test_after_refused_cards_another_pays(module, order, stand_in):
    session = module.start(order, URLS, WORDS).session
    for _ in range(3):
        stand_in.pays(session, "decline")
    stand_in.pays(session)
    assert module.look_up(session).state == "paid"


@pytest.mark.parametrize(("end", "state"), [("confirm", "paid"), ("fail", "open")])
def test_a_partners_payment_is_on_its_way_until_it_is_decided(module, order, stand_in, end, state):
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session, "later")
    payment = module.close(session)
    assert (payment.state, payment.captured) == ("processing", Money(0, "EUR"))
    stand_in.does(session, end)
    assert module.look_up(session).state == state


def test_what_is_only_authorised_is_taken_when_we_ask_and_once(module, order, stand_in):
    stand_in.mode(money="when asked")
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session)
    assert module.look_up(session).state == "approved"
    for _ in range(2):
        payment = module.capture(session)
        assert (payment.state, payment.captured) == ("paid", order.money)
    assert stand_in.books(order)[0]["captured"] == "46.90"


def test_an_authorisation_that_gives_no_money_has_failed(module, order, stand_in):
    stand_in.mode(money="never")
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session)
    assert module.capture(session).state == "failed"
    assert stand_in.books(order)[0]["captured"] == "0.00"


@pytest.mark.parametrize(
    ("code", "state"), [(1, "paid"), (0, "failed"), (-1, ProviderDown), (-7, ProviderRefused)]
)
def test_of_a_status_that_lags_behind_the_answer_counts(
    module, order, stand_in, monkeypatch, code, state
):
    stand_in.mode(money="when asked")
    session = module.start(order, URLS, WORDS).session
    stand_in.pays(session)
    monkeypatch.setattr(type(module._bank), "capture", lambda *_: code)
    if isinstance(state, str):
        payment = module.capture(session)
        captured = order.money if code == 1 else Money(0, "EUR")
        assert (payment.state, payment.captured) == (state, captured)
        return
    with pytest.raises(state):
        module.capture(session)


def test_there_is_nothing_to_take_of_what_nobody_paid(module, order):
    assert module.capture(module.start(order, URLS, WORDS).session).state == "open"


def test_the_books_of_the_bank_say_what_was_given_back(module, order, stand_in):
    kept = paid(module, order, stand_in)
    module.refund(kept, Money(690, "EUR"), "refund:0")
    module.refund(replace(kept, refunded=690), Money(4000, "EUR"), "refund:690")
    [one] = stand_in.books(order)
    assert (one["captured"], one["refunded"], one["state"]) == ("46.90", "46.90", "paid")


def test_a_refund_of_which_no_answer_came_is_not_given_again(module, order, stand_in):
    kept = paid(module, order, stand_in)
    part = Money(500, "EUR")
    module.refund(kept, part, "refund:0")  # whose answer is lost
    assert module.refund(kept, part, "refund:0").refunded == part
    assert stand_in.books(order)[0]["refunded"] == "5.00"


def test_a_refund_that_another_request_made_first_is_not_given_again(
    module, order, stand_in, monkeypatch
):
    kept, part, whole = paid(module, order, stand_in), Money(500, "EUR"), Monetico.refund
    bank = type(module._bank)
    ask = bank.refund

    def slower(self, *args):
        monkeypatch.setattr(bank, "refund", ask)
        whole(module, kept, part, "refund:0")
        return ask(self, *args)

    monkeypatch.setattr(bank, "refund", slower)
    assert module.refund(kept, part, "refund:0").refunded == part
    assert stand_in.books(order)[0]["refunded"] == "5.00"


def test_what_the_merchant_gave_back_at_the_bank_is_seen_and_not_exceeded(module, order, stand_in):
    kept = paid(module, order, stand_in)
    stand_in.does(kept.session, "refund", amount="40.00")
    assert module.look_up(kept.session).refunded == Money(4000, "EUR")
    with pytest.raises(ProviderRefused):
        module.refund(kept, Money(100, "EUR"), "refund:0")
    assert stand_in.books(order)[0]["refunded"] == "40.00"


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-100, "EUR"), Money(4691, "EUR")])
def test_only_what_is_there_is_given_back(module, order, stand_in, amount):
    kept = paid(module, order, stand_in)
    with pytest.raises(ProviderRefused):
        module.refund(kept, amount, "refund:0")


def test_nothing_is_given_back_of_what_was_not_paid(module, order):
    kept = replace(order, session=module.start(order, URLS, WORDS).session)
    with pytest.raises(ProviderRefused):
        module.refund(kept, Money(100, "EUR"), "refund:0")


@pytest.mark.parametrize(
    ("permitted", "error"), [("unlisted", Misconfigured), ("whole", ProviderRefused)]
)
def test_a_refund_that_the_contract_does_not_permit_is_refused(
    module, order, stand_in, permitted, error
):
    kept = paid(module, order, stand_in)
    stand_in.mode(refunds=permitted)
    with pytest.raises(error):
        module.refund(kept, Money(100, "EUR"), "refund:0")
    assert stand_in.books(order)[0]["refunded"] == "0.00"


def test_the_refund_names_the_collection_that_it_is_of(module, order, stand_in):
    kept = paid(module, order, stand_in)
    stand_in.mode(refunds="named")
    assert module.refund(kept, Money(100, "EUR"), "refund:0").refunded == Money(100, "EUR")


@pytest.mark.parametrize(
    ("said", "captured"),
    [
        ({"amount": "12.00"}, Money(1200, "EUR")),
        ({"currency": "CHF"}, Money(4690, "CHF")),
    ],
)
def test_another_sum_at_the_bank_is_told_as_it_is(module, order, stand_in, said, captured):
    kept = paid(module, order, stand_in)
    stand_in.does(kept.session, "alter", **said)
    assert module.look_up(kept.session).captured == captured


def test_a_state_that_nobody_knows_is_no_payment(module, order, stand_in):
    kept = paid(module, order, stand_in)
    stand_in.does(kept.session, "alter", status="strange")
    with pytest.raises(ProviderDown):
        module.look_up(kept.session)
    stand_in.does(kept.session, "alter", status="ZZ")
    assert module.look_up(kept.session).captured == Money(0, "EUR")


def test_the_other_platform_knows_nothing_of_it(module, order, stand_in):
    kept = paid(module, order, stand_in)
    assert replace(module, mode="live").look_up(kept.session).state == "open"


def test_the_probe_is_asked_for_and_known_to_nobody(module, stand_in):
    probe = module.capabilities.probe
    assert module.look_up(probe).state == "open"
    with stand_in.fails("down"), pytest.raises(ProviderDown):
        module.look_up(probe)
    with pytest.raises(Misconfigured):
        replace(module, tpe="7654321").look_up(probe)


@pytest.mark.parametrize(
    "changes", [{"tpe": "7654321"}, {"company": "other"}], ids=["terminal", "company"]
)
def test_a_terminal_that_the_bank_does_not_know_is_the_operators_matter(module, order, changes):
    session = module.start(order, URLS, WORDS).session
    with pytest.raises(Misconfigured):
        replace(module, **changes).look_up(session)


@pytest.mark.parametrize(
    "changes",
    [
        {"tpe": ""},
        {"tpe": "12345678"},
        {"tpe": "123-567"},
        {"company": ""},
        {"company": "a b"},
        {"key": ""},
        {"key": "f" * 39},
        {"mode": ""},
        {"mode": "production"},
        {"mode": "TEST"},
        {"origin": ""},
        {"origin": "shop.example"},
        {"page": "http://p.monetico-services.com"},
        {"api": "http://payment-api.e-i.com"},
        {"api": "ftp://localhost"},
    ],
    ids=str,
)
def test_what_no_terminal_can_have_is_refused_at_once(module, changes):
    with pytest.raises(Misconfigured) as wrong:
        replace(module, **changes)
    assert KEY not in str(wrong.value)


ENVIRONMENT = {
    "MONETICO_TPE": "1234567",
    "MONETICO_COMPANY": "monSite1",
    "MONETICO_KEY": f" {KEY}\n",
    "MONETICO_MODE": "live",
    "PELICART_ORIGIN": "https://shop.example/",
}


def test_the_environment_says_which_terminal_and_platform():
    module = Monetico.from_environment(ENVIRONMENT)
    assert module.live
    assert (module.page, module.api) == (
        "https://p.monetico-services.com",
        "https://payment-api.e-i.com",
    )
    assert module.capabilities.origins == ("https://p.monetico-services.com",)
    assert module.capabilities.refunds
    assert module.timeout == (2, 8)
    assert abs(module.now() - Monetico(**ACCOUNT, mode="test", origin="https://x").now()) < 5


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_whatever_is_missing_stops_it(name):
    with pytest.raises(Misconfigured):
        Monetico.from_environment({**ENVIRONMENT, name: ""})


def test_the_addresses_can_be_others():
    module = Monetico.from_environment(
        ENVIRONMENT
        | {
            "MONETICO_PAGE": "http://localhost:1/",
            "MONETICO_API": "http://127.0.0.1:1",
            "MONETICO_ORIGINS": "http://localhost:1 http://127.0.0.1:1",
        }
    )
    assert (module.page, module.api) == ("http://localhost:1", "http://127.0.0.1:1")
    assert module.capabilities.origins == ("http://localhost:1", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("wrong", "body"),
    [
        (None, "version=2\ncdr=0\n"),
        (Forged("seal"), "version=2\ncdr=1\n"),
        (UnknownOrder(), "version=2\ncdr=1\n"),
        (TableDown(), "version=2\ncdr=1\n"),
        (ProviderDown(), "version=2\ncdr=1\n"),
    ],
)
def test_the_bank_hears_its_own_two_lines_and_nothing_else(module, wrong, body):
    said = module.acknowledge(wrong)
    assert (said.status, said.body, said.content_type) == (200, body, "text/plain")
    assert said.headers == {"pragma": "no-cache"}


def test_secrets_show_nowhere(module, order):
    form = module.start(order, URLS, WORDS)
    shown = f"{module!r} {module._bank!r} {form!r}"
    assert KEY not in shown
    assert repr(bytes.fromhex(f"{KEY[:38]}90")) not in shown


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b""),
        Answer(200, b"cdr=zero\n"),
        Answer(200, b"version=1.0\nacdr=0\n"),
        Answer(200, b"<html>cdr=0</html>"),
        Answer(404, b"cdr=0\n"),
        Answer(403, b"version=1.0\ncdr=0\n"),
    ],
    ids=str,
)
def test_an_answer_without_a_code_is_no_answer(module, order, stand_in, monkeypatch, answer):
    kept, calls = paid(module, order, stand_in), type(module._bank.api)
    ask = calls.call

    def call(self, method, path, *rest):
        return answer if "recredit" in path else ask(self, method, path, *rest)

    monkeypatch.setattr(calls, "call", call)
    with pytest.raises(ProviderDown):
        module.refund(kept, Money(100, "EUR"), "refund:0")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("-1", ProviderDown),
        ("-30", Misconfigured),
        ("-46", ProviderRefused),
        ("1", ProviderRefused),
    ],
)
def test_no_code_but_its_own_is_a_refund(module, order, stand_in, monkeypatch, code, error):
    kept, calls = paid(module, order, stand_in), type(module._bank.api)
    ask = calls.call

    def call(self, method, path, *rest):
        if "recredit" in path:
            return Answer(200, f"version=1.0\r\ncdr={code}\r\nlib=x\r\n".encode())
        return ask(self, method, path, *rest)

    monkeypatch.setattr(calls, "call", call)
    with pytest.raises(error):
        module.refund(kept, Money(100, "EUR"), "refund:0")


def test_what_is_asked_of_the_bank_bears_todays_date(module, order, stand_in, monkeypatch):
    kept, calls, asked = paid(module, order, stand_in), type(module._bank.api), []
    ask = calls.call

    def call(self, method, path, body, headers):
        asked.append(httpx.QueryParams(body.decode()))
        return ask(self, method, path, body, headers)

    monkeypatch.setattr(calls, "call", call)
    module.refund(kept, Money(100, "EUR"), "refund:0")
    status, refund = asked
    assert (status["version"], status["date"]) == ("2.0", "15/01/2027")
    assert (refund["date"], refund["date_commande"]) == ("15/01/2027:10:00:00", "15/01/2027")
    assert (refund["montant_recredit"], refund["montant_possible"]) == ("1.00EUR", "46.90EUR")
    assert refund["date_remise"] == "15/01/2027"


def test_sessions_of_others_are_not_found(module, order):
    other = module.start(replace(order, id=f"Z{order.id[1:]}"), URLS, WORDS).session
    mixed = f"{other.rpartition('.')[0]}.{order.id}"
    for ask in (module.look_up, module.close, module.capture):
        with pytest.raises(NotFound):
            ask(mixed)


def test_nothing_is_asked_without_a_timeout(module):
    assert module._bank.api.timeout == IMPATIENT
    assert module.now() == NOW + 3600
