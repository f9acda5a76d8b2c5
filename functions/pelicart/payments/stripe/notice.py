"""Stripe's signed events; https://docs.stripe.com/webhooks (snapshot events of the v1 API)."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pelicart.errors import BadRequest, Forged
from pelicart.payments.base import Sample
from pelicart.payments.strict import strict_object, text_at

TOLERANCE = 300
"""Seconds between the sending and our clock, either way."""

OF_SESSION = frozenset({
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
})  # fmt: skip
OF_CHARGE = frozenset({"charge.refunded"})
OF_REFUND = frozenset({"refund.created", "refund.updated", "refund.failed"})
OF_DISPUTE = frozenset({
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
})  # fmt: skip

EVENTS = OF_SESSION | OF_CHARGE | OF_REFUND | OF_DISPUTE
"""What a webhook of this shop subscribes to."""

_UNMARKED = OF_REFUND | OF_DISPUTE
"""What Stripe doesn't copy the payment's metadata to."""

_LONGEST_HEADER = 2048
_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Event:
    """An event we act on: the session or payment it names, and what its metadata claims.

    What a bank or somebody at Stripe's dashboard made has no metadata of ours.
    """

    type: str
    live: bool
    subject: str
    order: str
    shop: str

    def concerns(self, shop: str) -> bool:
        """Whether it is this shop's, or may be as far as the event tells."""
        return self.shop == shop or (not self.shop and self.type in _UNMARKED)


def verify(body: bytes, header: str, secrets: Iterable[str], now: int) -> None:
    """Raises `Forged` unless these very bytes were signed lately with one of the secrets."""
    if not 0 < len(header) <= _LONGEST_HEADER:
        raise Forged("no signature")
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    macs = [value for name, _, value in pairs if name == "v1" and _SHA256.fullmatch(value)]
    if len(times) != 1 or not _TIME.fullmatch(times[0]):
        raise Forged("no single time")
    signed = times[0].encode() + b"." + body
    ours = [hmac.new(secret.encode(), signed, "sha256").hexdigest() for secret in secrets]
    if not any(hmac.compare_digest(mac, our) for mac in macs for our in ours):
        raise Forged("signature")
    if abs(now - int(times[0])) > TOLERANCE:
        raise Forged("stale")


def sample_event(secrets: Sequence[str], now: int, *, live: bool) -> Sample | None:
    """An event of a kind that nobody acts on, signed with the current secret."""
    if not secrets:
        return None
    event = {"id": "evt_sample", "object": "event", "type": "pelicart.sample", "livemode": live}
    body = json.dumps(event).encode()
    mac = hmac.new(secrets[0].encode(), f"{now}.".encode() + body, "sha256").hexdigest()
    return Sample(body, {"stripe-signature": f"t={now},v1={mac}"})


def read_event(body: bytes, *, live: bool) -> Event | None:
    """The event in these (verified) bytes, None if it's a kind or a payment we don't act on.

    Raises `Forged` for an event of the other mode, `BadRequest` for one we can't read.
    """
    data = strict_object(body)
    if data.get("livemode") is not live:
        raise Forged("mode")
    kind = text_at(data, "type")
    if kind not in EVENTS:
        return None
    wrapper = data.get("data")
    subject = wrapper.get("object") if isinstance(wrapper, Mapping) else None
    if not isinstance(subject, Mapping):
        raise BadRequest("an event about nothing")
    return _event(kind, subject, live=live)


def _event(kind: str, subject: Mapping[str, Any], *, live: bool) -> Event | None:
    named = text_at(subject, "id" if kind in OF_SESSION else "payment_intent")
    if not named and kind in OF_SESSION:
        raise BadRequest(f"{kind} names nothing to read")
    if not named:
        return None  # a charge that no session made
    order = text_at(subject, "client_reference_id") or text_at(subject, "metadata", "order")
    return Event(kind, live, named, order, text_at(subject, "metadata", "shop"))
