"""Signed events; https://docs.stripe.com/webhooks."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart_infra.local.standin import Frame

VERSION = "2026-10-28.endive"


@dataclass(frozen=True, slots=True)
class Notices:
    """Sends events to the shop's one endpoint; signatures are stamped by the shop's own clock."""

    frame: Frame
    secret: str = field(repr=False)

    def send(self, kind: str, subject: dict[str, Any], session: str) -> None:
        """One event, whose tries are signed each by itself."""
        event = _event(kind, subject, self._now())
        body = json.dumps(event, indent=2).encode()  # Stripe's bodies are indented as well

        def make(forged: bool) -> tuple[bytes, Mapping[str, str]]:  # noqa: FBT001  as Delivery asks
            secret = self.secret + "-forged" if forged else self.secret
            return body, _headers(body, secret, self._now())

        self.frame.delivery.send(session, kind, make)

    def _now(self) -> int:
        return int(self.frame.clock.base())


def _headers(body: bytes, secret: str, now: int) -> dict[str, str]:
    mac = hmac.new(secret.encode(), f"{now}.".encode() + body, "sha256").hexdigest()
    return {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": f"t={now},v1={mac},v0={'0' * 64}",
    }


def _event(kind: str, subject: dict[str, Any], now: int) -> dict[str, Any]:
    return {
        "id": f"evt_{secrets.token_hex(12)}",
        "object": "event",
        "api_version": VERSION,
        "created": now,
        "data": {"object": subject},
        "livemode": subject["livemode"],
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
