"""Stripe's notices as only Stripe, or somebody with its secret, can make them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

from tests.e2e.running import Running


def completed(session: Mapping[str, Any]) -> bytes:
    """The notice that a session was paid, whether it was or not."""
    return json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "type": "checkout.session.completed",
            "livemode": False,
            "data": {"object": {**session, "payment_status": "paid", "status": "complete"}},
        }
    ).encode()


def signed(demo: Running, body: bytes, *, secret: str = "", at: int = 0) -> str:
    """The signature header of a notice, made now with the shop's secret unless said otherwise."""
    secret = secret or demo.note["environment"]["STRIPE_WEBHOOK_SECRET"]
    at = at or demo.now()
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return f"t={at},v1={mac}"
