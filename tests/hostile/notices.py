"""Readers of what providers send, or somebody in their name: forged, and genuine but strange."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.hostile.target import Accepted, Target, holds, joined, parts_of
from tests.pelicart.build import NOW

from pelicart.errors import BadRequest, ProviderRefused
from pelicart.money import Money
from pelicart.payments.base import Notice, Payment
from pelicart.payments.mollie import Mollie
from pelicart.payments.monetico import Monetico
from pelicart.payments.monetico.key import usable_key
from pelicart.payments.monetico.seal import seal
from pelicart.payments.paypal import PayPal
from pelicart.payments.stripe import Stripe
from pelicart_infra.local.paypal.notices import Signer
from pelicart_infra.local.standin.refusal import Refusal

ORIGIN = "https://shop.example"
ORDER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LATER = NOW + 60
NOTHING = Money(0, "EUR")

# --- Stripe ---------------------------------------------------------------------------------------

SECRET = "whsec_" + "s" * 32
STRIPE = Stripe("sk_test_x", (SECRET, "whsec_" + "o" * 32), ORIGIN)
_MARKS = {"order": ORDER, "shop": STRIPE.shop}
_SESSION = {"id": "cs_test_1", "object": "checkout.session", "client_reference_id": ORDER}


def _stripe_event(kind: str, **subject: Any) -> bytes:
    about = {"metadata": _MARKS, **subject}
    event = {"id": "evt_1", "object": "event", "type": kind, "livemode": False}
    return json.dumps({**event, "data": {"object": about}}).encode()


def _stripe_signed(body: bytes, at: int = NOW) -> bytes:
    mac = hmac.new(SECRET.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return f"t={at},v1={mac}".encode()


_STRIPE = [
    _stripe_event("checkout.session.completed", **_SESSION),
    _stripe_event("refund.updated", id="re_1", payment_intent="pi_1"),
    _stripe_event("charge.dispute.created", id="dp_1", payment_intent="pi_1", metadata=None),
]


def read_stripe(data: bytes) -> None:
    """A body and its signature's header: only bytes that Stripe signed lately."""
    body, header = parts_of(data, 2)
    STRIPE.read_notice(body, {"stripe-signature": header.decode("latin-1")}, NOW)
    holds(body in _STRIPE, "a notice that Stripe never signed")


def read_strange_stripe(data: bytes) -> None:
    """Whatever Stripe may sign: read, or refused in our words."""
    header = {"stripe-signature": _stripe_signed(data).decode()}
    _is_notice(STRIPE.read_notice(data, header, NOW))


# --- Monetico -------------------------------------------------------------------------------------

KEY = "12345678901234567890123456789012345678P0"
MONETICO = Monetico("1234567", "monSite1", KEY, "test", ORIGIN)
_TEXT = f"pelicart/shop.example/{ORDER[:12]}.20270115.4690EUR.{ORDER}"
_PAID = {
    "TPE": "1234567", "date": "15/01/2027_a_08:00:00", "montant": "46.90EUR",
    "reference": ORDER[:12], "texte-libre": _TEXT, "code-retour": "payetest", "cvx": "oui",
    "vld": "1229", "brand": "VI", "numauto": "000000", "modepaiement": "CB",
}  # fmt: skip
_REFUSED = {**_PAID, "code-retour": "Annulation", "motifrefus": "Refus"}


def _sealed(fields: Mapping[str, str]) -> bytes:
    mac = seal(usable_key(KEY), fields)
    return urlencode({**fields, "MAC": mac}, encoding="latin-1").encode()


_MONETICO = [_sealed(_PAID), _sealed(_REFUSED)]
_SAID = [MONETICO.read_notice(body, {}, NOW) for body in _MONETICO]


def read_monetico(data: bytes) -> None:
    """A body and its seal; other spellings of the same fields say the same."""
    notice = MONETICO.read_notice(data, {}, NOW)
    holds(notice in _SAID, "a notice that the bank never sealed")


def read_strange_monetico(data: bytes) -> None:
    """Whatever fields the bank may seal."""
    try:
        fields = dict(parse_qsl(data.decode("latin-1"), encoding="latin-1"))
        body = _sealed({name: text for name, text in fields.items() if name != "MAC"})
    except (UnicodeEncodeError, ValueError):
        raise BadRequest("no form") from None
    _is_notice(MONETICO.read_notice(body, {}, NOW))


# --- PayPal ---------------------------------------------------------------------------------------

SIGNER = Signer("8PT597110X687430LKGECATA", b"p" * 32)


class _Verifier:
    """PayPal's word on an event, without a network."""

    def __init__(self, genuine: Callable[[bytes], bool]) -> None:
        self.genuine = genuine

    def call(self, _method: str, _path: str, body: bytes, *_: str, **__: str) -> dict[str, Any]:
        try:
            genuine = self.genuine(body)
        except (Refusal, ValueError):
            raise ProviderRefused("no verification") from None
        return {"verification_status": "SUCCESS" if genuine else "FAILURE"}


class _Asking(PayPal):
    """PayPal's module whose reads answer about an order of ours."""

    def look_up(self, session: str) -> Payment:
        return Payment("open", ORDER, session, NOTHING, NOTHING, live=False)

    def _session_of(self, capture: str) -> str:
        return f"ORDER-OF-{capture}"


def _paypal(genuine: Callable[[bytes], bool]) -> PayPal:
    module = _Asking("AClientOfPayPals", "ESecretOfPayPals", SIGNER.webhook_id, "sandbox", ORIGIN)
    object.__setattr__(module, "client", _Verifier(genuine))
    return module


PAYPAL = _paypal(lambda question: SIGNER.verify(question.decode()))
BELIEVING = _paypal(lambda question: isinstance(json.loads(question)["webhook_event"], dict))
_UP = "https://api.sandbox.paypal.com/v2/payments/captures/3C679366HH908993F"
_PAYPAL = [
    json.dumps({"id": "WH-1", "event_type": kind, "resource": resource}).encode()
    for kind, resource in {
        "CHECKOUT.ORDER.APPROVED": {"id": "5O190127TN364715T"},
        "PAYMENT.CAPTURE.COMPLETED": {
            "supplementary_data": {"related_ids": {"order_id": "5O190127TN364715T"}}
        },
        "PAYMENT.CAPTURE.REFUNDED": {"links": [{"rel": "up", "href": _UP}]},
    }.items()
]


def _paypal_signed(body: bytes) -> dict[str, str]:
    """As PayPal signs, but for the number, which would be another at every run."""
    headers, number = SIGNER.headers(body, NOW), "t" + "0" * 32
    signed = SIGNER._sign(number, headers["paypal-transmission-time"], body, SIGNER.key)
    return {**headers, "paypal-transmission-id": number, "paypal-transmission-sig": signed}


_HEADERS = [_paypal_signed(body) for body in _PAYPAL]
_SENT = sorted(set(_HEADERS[0]) - {"content-type"})


def read_paypal(data: bytes) -> None:
    """A body and five headers."""
    body, *values = parts_of(data, 1 + len(_SENT))
    headers = dict(zip(_SENT, (value.decode("latin-1") for value in values), strict=True))
    PAYPAL.read_notice(body, headers, NOW)
    holds(body in _PAYPAL, "a notice that PayPal never signed")


def read_strange_paypal(data: bytes) -> None:
    """Whatever PayPal may call its own."""
    _is_notice(BELIEVING.read_notice(data, _HEADERS[0], NOW))


# --- Mollie ---------------------------------------------------------------------------------------

MOLLIE = Mollie("test_" + "m" * 30, ORIGIN)


def read_mollie(data: bytes) -> None:
    """Unsigned by design: it can name a payment's id, and nothing else."""
    notice = MOLLIE.read_notice(data, {}, NOW)
    if notice.payment is not None or notice.order:
        raise Accepted("an unsigned notice that says more than where to look")
    holds(notice.session.removeprefix("tr_").isalnum(), "an id that leads elsewhere")


def _is_notice(notice: Notice | None) -> None:
    if notice is None:
        return
    texts = (notice.session, notice.order, notice.event)
    holds(all(type(text) is str for text in texts), "a notice of other things than text")
    holds(notice.session, "a notice about nothing")
    if payment := notice.payment:
        holds(payment.captured.minor >= 0, "a payment of less than nothing")
        holds(payment.live is False, "a payment of the other mode")


NOTICES = (
    Target("notices, Stripe", read_stripe, [joined(b, _stripe_signed(b)) for b in _STRIPE]),
    Target("notices, Stripe's own but strange", read_strange_stripe, _STRIPE, (b'{"a":1}',)),
    Target("notices, Monetico", read_monetico, _MONETICO, (b"&MAC=", b"*", b"paiement")),
    Target(
        "notices, Monetico's own but strange",
        read_strange_monetico,
        [urlencode(fields).encode() for fields in (_PAID, _REFUSED)],
        (b"1e5EUR", b"-1EUR", b"0.00EUR", b"99999999999EUR", b"1.999EUR", b"EUR"),
    ),
    Target(
        "notices, PayPal",
        read_paypal,
        [
            joined(body, *(headers[name].encode() for name in _SENT))
            for body, headers in zip(_PAYPAL, _HEADERS, strict=True)
        ],
        (b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+23:59", b"0001-01-01"),
    ),
    Target("notices, PayPal's own but strange", read_strange_paypal, _PAYPAL, (b'"links":[1]',)),
    Target("notices, Mollie", read_mollie, [b"id=tr_7UhSN1zuXS"], (b"&id=tr_1", b"id=tr_")),
)
