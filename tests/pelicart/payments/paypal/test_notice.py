"""What PayPal sends: asked about, then read at PayPal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.pelicart.build import NOW
from tests.pelicart.payments.promises import URLS, WORDS, Mint, NoticePromises, Sealed

from pelicart.errors import BadRequest, Forged, Misconfigured, ProviderDown
from pelicart.payments.paypal.notice import question, read_event
from pelicart_infra.local.paypal.notices import Signer

SIGNATURE = "paypal-transmission-sig"
DAY = 86400


def an_event(kind, **resource):
    return {"id": "WH-1", "event_type": kind, "resource": resource}


def related(session):
    return {"supplementary_data": {"related_ids": {"order_id": session}}}


@pytest.fixture
def seal(signer):
    def sealed(body, now=NOW, secret=b""):
        key = secret.encode() if isinstance(secret, str) else secret
        return Sealed(body, signer.headers(body, now, key))

    return sealed


@pytest.fixture
def started(module, order):
    return module.start(order, URLS, WORDS).session


class TestNoticesOfPayPal(NoticePromises):
    # One app has one certificate, and events of the other mode are of another app: see below.
    test_a_notice_signed_with_the_previous_secret_is_taken = None
    test_a_notice_of_the_other_mode_is_forged = None

    @pytest.fixture
    def now(self):
        return NOW

    @pytest.fixture
    def signature(self):
        return SIGNATURE

    @pytest.fixture
    def mint(self, module, order, started, seal):
        other = replace(module, origin="https://other.example")
        elsewhere = other.start(replace(order, id=order.id[::-1]), URLS, WORDS).session
        approved = "CHECKOUT.ORDER.APPROVED"
        return Mint(an_event(approved, id=started), an_event(approved, id=elsewhere), {}, seal)

    @pytest.mark.parametrize("away", [-4 * DAY - 1, 301, DAY])
    def test_an_old_or_a_future_notice_is_forged(self, module, mint, now, away):
        sealed = mint(now=now + away)
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, now)

    @pytest.mark.parametrize("away", [-3 * DAY, -3600, 0, 299])
    def test_clocks_may_differ_by_five_minutes(self, module, mint, now, away):
        """And PayPal tries for three days."""
        sealed = mint(now=now + away)
        assert module.read_notice(sealed.body, sealed.headers, now) is not None

    def test_a_replayed_notice_is_forged_once_it_is_stale(self, module, mint, now):
        sealed = mint()
        first = module.read_notice(sealed.body, sealed.headers, now)
        assert module.read_notice(sealed.body, sealed.headers, now + DAY) == first
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, now + 4 * DAY + 1)


def test_a_notice_for_another_app_is_forged(module, started):
    body = json.dumps(an_event("CHECKOUT.ORDER.APPROVED", id=started)).encode()
    for other in (Signer("ANOTHERAPP", b"the stand-in's own"), Signer(module.webhook_id, b"live")):
        with pytest.raises(Forged):
            module.read_notice(body, other.headers(body, NOW), NOW)


def test_any_change_beside_the_body_makes_it_forged(module, started, seal):
    sealed = seal(json.dumps(an_event("CHECKOUT.ORDER.APPROVED", id=started)).encode())
    for name, value in sealed.headers.items():
        if name == "content-type":
            continue
        for altered in ("", value[:-1], value + "x", f"{value} ", "x" * 600, "é" * 9, '","a":"'):
            with pytest.raises(Forged):
                module.read_notice(sealed.body, {**sealed.headers, name: altered}, NOW)


def test_what_cannot_be_paypals_is_refused_without_asking(module, provider, seal):
    sealed = seal(b'{"event_type": "CHECKOUT.ORDER.APPROVED"}')
    with provider.fails("gone"):
        for name in sealed.headers.keys() - {"content-type"}:
            less = {key: value for key, value in sealed.headers.items() if key != name}
            with pytest.raises(Forged):
                module.read_notice(sealed.body, less, NOW)
        with pytest.raises(Forged):
            module.read_notice(sealed.body, sealed.headers, NOW + 5 * DAY)
        with pytest.raises(Forged):
            module.read_notice(b"[]", sealed.headers, NOW)
        with pytest.raises(ProviderDown):
            module.read_notice(sealed.body, sealed.headers, NOW)


@pytest.mark.parametrize("how", ["down", "slow", "html", "garbage", "gone"])
def test_without_paypals_word_no_notice_is_believed(module, provider, started, seal, how):
    sealed = seal(json.dumps(an_event("CHECKOUT.ORDER.APPROVED", id=started)).encode())
    with provider.fails(how), pytest.raises(ProviderDown):
        module.read_notice(sealed.body, sealed.headers, NOW)


@pytest.mark.parametrize("status", ["", "success", "PENDING", None, True, 1])
def test_a_word_that_is_neither_yes_nor_no_is_none(module, seal, monkeypatch, status):
    def said(*_args, **_ids):
        return {"verification_status": status}

    monkeypatch.setattr("pelicart.payments.paypal.client.Client.call", said)
    sealed = seal(b"{}")
    with pytest.raises(ProviderDown):
        module.read_notice(sealed.body, sealed.headers, NOW)


def test_without_a_webhook_id_no_notice_is_read(module, seal):
    sealed = seal(b"{}")
    with pytest.raises(Misconfigured):
        replace(module, webhook_id="").read_notice(sealed.body, sealed.headers, NOW)


def test_the_body_is_asked_about_as_it_came(module, started, seal):
    body = b'{ "event_type":\t"CHECKOUT.ORDER.APPROVED",\n "n": 1.50, "x": "caf\xc3\xa9 \\u00e9",'
    body += b' "resource": {"id": "%s"} }' % started.encode()
    asked = question(body, {"transmission_id": "t"}, "WEBHOOK")
    assert asked.endswith(b'"webhook_event": ' + body + b"}")
    assert json.loads(asked)["webhook_id"] == "WEBHOOK"
    sealed = seal(body)
    assert module.read_notice(sealed.body, sealed.headers, NOW).session == started


def test_a_body_cannot_speak_for_the_fields_beside_it(module, provider, seal):
    body = b'{}, "webhook_id": "MINE", "webhook_event": {}'
    sealed = seal(body)
    with provider.fails("gone"), pytest.raises(Forged):
        module.read_notice(sealed.body, sealed.headers, NOW)


def told(module, seal, kind, **resource):
    sealed = seal(json.dumps(an_event(kind, **resource)).encode())
    return module.read_notice(sealed.body, sealed.headers, NOW)


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("CHECKOUT.ORDER.APPROVED", lambda session: {"id": session}),
        ("CHECKOUT.ORDER.COMPLETED", lambda session: {"id": session}),
        ("CHECKOUT.PAYMENT-APPROVAL.REVERSED", lambda session: {"order_id": session}),
        ("PAYMENT.CAPTURE.COMPLETED", related),
        ("PAYMENT.CAPTURE.PENDING", related),
        ("PAYMENT.CAPTURE.DENIED", related),
        ("PAYMENT.CAPTURE.DECLINED", related),
        ("PAYMENT.CAPTURE.REVERSED", related),
    ],
)
def test_each_event_leads_to_its_order(module, order, started, seal, kind, resource):
    notice = told(module, seal, kind, **resource(started))
    assert (notice.session, notice.order, notice.event) == (started, order.id, kind)
    assert notice.payment == module.look_up(started)


@pytest.mark.parametrize(
    "kind",
    [
        "PAYMENT.CAPTURE.REFUNDED",
        "PAYMENT.CAPTURE.REVERSED",
        "PAYMENT.REFUND.PENDING",
        "PAYMENT.REFUND.FAILED",
    ],
)
def test_a_refund_leads_to_the_order_through_its_capture(module, provider, started, seal, kind):
    provider.pays(started)
    capture = module.look_up(started).reference
    up = {"rel": "up", "href": f"https://api.paypal.com/v2/payments/captures/{capture}"}
    notice = told(module, seal, kind, id="REFUND01", links=[{"rel": "self"}, up])
    assert notice.session == started
    assert notice.payment.state == "paid"


@pytest.mark.parametrize(
    "links",
    [
        [],
        None,
        "x",
        ["x"],
        [{"rel": "up"}],
        [{"rel": "up", "href": "https://elsewhere.example/captures/1"}],
        [{"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/UNKNOWN123"}],
    ],
)
def test_a_refund_of_nothing_we_know_is_none_of_ours(module, seal, links):
    assert told(module, seal, "PAYMENT.CAPTURE.REFUNDED", id="REFUND01", links=links) is None


@pytest.mark.parametrize("kind", ["CUSTOMER.DISPUTE.CREATED", "BILLING.PLAN.CREATED", "", "x"])
def test_other_events_are_none_of_our_concern(module, started, seal, kind):
    assert told(module, seal, kind, id=started) is None


@pytest.mark.parametrize("session", ["", "../capture", "UNKNOWN123456"])
def test_an_order_that_paypal_does_not_know_is_none_of_ours(module, seal, session):
    assert told(module, seal, "PAYMENT.CAPTURE.COMPLETED", **related(session)) is None


@pytest.mark.parametrize("resource", [None, "x", []])
def test_an_event_about_nothing_is_a_bad_request(resource):
    with pytest.raises(BadRequest):
        read_event({"event_type": "CHECKOUT.ORDER.APPROVED", "resource": resource})
