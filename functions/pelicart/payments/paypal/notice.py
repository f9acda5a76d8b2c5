"""PayPal's events; https://developer.paypal.com/api/rest/webhooks/rest/.

Whether an event is genuine PayPal itself is asked. The certificate that an event names is never
fetched, and nothing in an event counts: it only says which order to read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pelicart.errors import (
    BadRequest,
    Forged,
    Misconfigured,
    NotFound,
    ProviderDown,
    ProviderRefused,
)
from pelicart.payments.paypal.client import Client
from pelicart.payments.strict import strict_object, text_at

VERIFY = "/v1/notifications/verify-webhook-signature"

# Fields of the verification, their headers, and how long they may be.
_SENT = {
    "auth_algo": ("paypal-auth-algo", 100),
    "cert_url": ("paypal-cert-url", 500),
    "transmission_id": ("paypal-transmission-id", 50),
    "transmission_sig": ("paypal-transmission-sig", 500),
    "transmission_time": ("paypal-transmission-time", 100),
}
_PRINTABLE = re.compile(r"[\x21-\x7e]+", re.ASCII)

OLDEST = 4 * 24 * 3600
"""Seconds: PayPal sends an event up to 25 times in three days. An old one does no harm, for the
order is read as it is now; this only bounds what a recorded one can make us ask."""
AHEAD = 300

OF_ORDER = frozenset({
    "CHECKOUT.ORDER.APPROVED", "CHECKOUT.ORDER.COMPLETED", "CHECKOUT.ORDER.VOIDED",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
})  # fmt: skip
OF_CAPTURE = frozenset({
    "PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.DECLINED", "PAYMENT.CAPTURE.DENIED",
    "PAYMENT.CAPTURE.PENDING",
})  # fmt: skip
OF_REFUND = frozenset({
    "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED", "PAYMENT.REFUND.FAILED",
    "PAYMENT.REFUND.PENDING",
})  # fmt: skip

_CAPTURE = re.compile(r"/v2/payments/captures/([A-Z0-9]{8,36})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Event:
    """An event we act on: PayPal's order, or else the capture by which to find it."""

    type: str
    session: str
    capture: str


def verified(
    client: Client, body: bytes, headers: Mapping[str, str], webhook_id: str, now: int
) -> Mapping[str, Any]:
    """The object that these bytes spell, after PayPal said that it sent them; else `Forged`.

    `ProviderDown` without an answer.
    """
    sent = transmission(headers, now)
    try:
        data = strict_object(body)
    except BadRequest:
        raise Forged("no object of PayPal's") from None
    try:
        said = client.call("POST", VERIFY, question(body, sent, webhook_id))
    except ProviderRefused:
        raise Forged("refused by PayPal") from None
    except NotFound:
        raise Misconfigured("PayPal knows no PAYPAL_WEBHOOK_ID like ours") from None
    status = said.get("verification_status")
    if status == "FAILURE":
        raise Forged("signature")
    if status != "SUCCESS":
        raise ProviderDown("neither genuine nor forged")
    return data


def transmission(headers: Mapping[str, str], now: int) -> dict[str, str]:
    """What came beside the body; `Forged` if any of it can't be PayPal's, before it is asked."""
    sent = {}
    for field, (header, most) in _SENT.items():
        value = headers.get(header, "")
        if len(value) > most or not _PRINTABLE.fullmatch(value):
            raise Forged(f"no {header}")
        sent[field] = value
    try:
        moment = datetime.fromisoformat(sent["transmission_time"])
        age = now - moment.timestamp()
    except (ValueError, OverflowError):
        raise Forged("no time") from None
    if moment.tzinfo is None or not -AHEAD <= age <= OLDEST:
        raise Forged("stale")
    return sent


def question(body: bytes, sent: Mapping[str, str], webhook_id: str) -> bytes:
    """What `verify-webhook-signature` is asked. `body` must have been read as one JSON object.

    It goes in byte by byte: PayPal's signature covers a checksum of what it sent.
    """
    fields = json.dumps({**sent, "webhook_id": webhook_id}).encode()
    return fields[:-1] + b', "webhook_event": ' + body + b"}"


def read_event(data: Mapping[str, Any]) -> Event | None:
    """The event in this (verified) object, None if it's none that we act on."""
    kind = text_at(data, "event_type")
    if kind not in OF_ORDER | OF_CAPTURE | OF_REFUND:
        return None
    subject = data.get("resource")
    if not isinstance(subject, Mapping):
        raise BadRequest("an event about nothing")
    session = text_at(subject, "supplementary_data", "related_ids", "order_id")
    if kind in OF_ORDER:
        session = text_at(subject, "order_id") or text_at(subject, "id")
    capture = _capture(subject) if kind in OF_REFUND and not session else ""
    return Event(kind, session, capture) if session or capture else None


def _capture(refund: Mapping[str, Any]) -> str:
    """The capture that a refund belongs to: `up` of its links. Only the id is taken from there."""
    links = refund.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, Mapping) and link.get("rel") == "up":
            match = _CAPTURE.search(text_at(link, "href"))
            return match[1] if match else ""
    return ""
