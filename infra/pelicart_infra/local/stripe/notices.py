"""Signed webhooks, sent from threads of their own; https://docs.stripe.com/webhooks."""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from pelicart_infra.local.stripe.modes import Modes

VERSION = "2026-10-28.endive"


@dataclass(slots=True)
class Notices:
    """Sends events to `url`, or nowhere if that is empty.

    `clock` stamps the signatures: it is the receiver's, whatever the sessions' clock says.
    `backoff` are the seconds before each further try. `deliveries` records every try.
    """

    url: str
    secret: str = field(repr=False)
    clock: Callable[[], float]
    modes: Modes
    backoff: Sequence[float] = (0.3, 1.0, 3.0)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    _client: httpx.Client = field(
        default_factory=partial(httpx.Client, trust_env=False, timeout=10)
    )
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def send(self, kind: str, subject: dict[str, Any], session: str) -> None:
        """Sends one event as the session's mode has it."""
        mode = self.modes.of_session(session)
        if not self.url or mode == "never":
            return
        event = _event(kind, subject, int(self.clock()))
        wait = self.modes.late if mode == "late" else 0.0
        secret = self.secret + "-forged" if mode == "forged" else self.secret
        for _ in range(2 if mode == "twice" else 1):
            thread = threading.Thread(
                target=self._deliver, args=(event, session, secret, wait), daemon=True
            )
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()

    def stop(self) -> None:
        """Sends nothing more, and waits for what is under way."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(10)
        self._client.close()

    def _deliver(self, event: dict[str, Any], session: str, secret: str, wait: float) -> None:
        body = json.dumps(event, indent=2).encode()  # Stripe's bodies are indented as well
        for number, pause in enumerate((wait, *self.backoff), start=1):
            if self._stopped.wait(pause):
                return
            status = self._post(body, secret)
            self.deliveries.append({
                "event": event["id"],
                "type": event["type"],
                "session": session,
                "try": number,
                "status": status,
            })  # fmt: skip
            if 200 <= status < 300:
                return

    def _post(self, body: bytes, secret: str) -> int:
        """The answer's status; 0 if there was none."""
        sent = str(int(self.clock()))
        mac = hmac.new(secret.encode(), sent.encode() + b"." + body, "sha256").hexdigest()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "stripe-signature": f"t={sent},v1={mac},v0={'0' * 64}",
        }
        try:
            return self._client.post(self.url, content=body, headers=headers).status_code
        except httpx.HTTPError:
            return 0


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
