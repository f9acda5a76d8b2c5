"""Events, and PayPal's word on whether one is its own; developer.paypal.com/api/rest/webhooks/rest.

PayPal signs with a certificate; here it is a secret that nobody else has. What is signed is the
same: transmission id, time, webhook id and CRC32 of the body as sent.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

from pelicart_infra.local.paypal.ledger import Book, when
from pelicart_infra.local.paypal.refusals import answer, invalid
from pelicart_infra.local.standin import Frame

CERTIFICATE = (
    "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
)
ALGORITHM = "SHA256withRSA"
FIELDS = (
    "auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time",
    "webhook_id",
)  # fmt: skip

_EVENT = re.compile(r'"webhook_event"\s*:\s*')
_TYPES = {"CHECKOUT": "checkout-order", "PAYMENT": "capture"}


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs, and verifies what it signed."""

    webhook_id: str
    key: bytes = field(repr=False)

    def headers(self, body: bytes, now: int, key: bytes = b"") -> dict[str, str]:
        """What goes beside a body; another `key` makes it a forgery."""
        number, time = secrets.token_hex(16), when(now)
        return {
            "content-type": "application/json",
            "paypal-auth-algo": ALGORITHM,
            "paypal-cert-url": CERTIFICATE,
            "paypal-transmission-id": f"t{number}",
            "paypal-transmission-time": time,
            "paypal-transmission-sig": self._sign(f"t{number}", time, body, key or self.key),
        }

    def verify(self, asked: str) -> bool:
        """Whether the event inside this request, byte for byte, was signed by us."""
        said = json.loads(asked)
        for name in (*FIELDS, "webhook_event"):
            if name not in said:
                raise invalid("MISSING_REQUIRED_PARAMETER", f"/{name}")
        start = _EVENT.search(asked)
        if not start:
            raise invalid("MISSING_REQUIRED_PARAMETER", "/webhook_event")
        _, end = json.JSONDecoder().raw_decode(asked, start.end())
        body = asked[start.end() : end].encode()
        number, time = str(said["transmission_id"]), str(said["transmission_time"])
        right = self._sign(number, time, body, self.key)
        given = str(said["transmission_sig"]).encode()
        ours = {"webhook_id": self.webhook_id, "auth_algo": ALGORITHM, "cert_url": CERTIFICATE}
        named = all(said[name] == value for name, value in ours.items())
        return named and hmac.compare_digest(right.encode(), given)

    def _sign(self, number: str, time: str, body: bytes, key: bytes) -> str:
        signed = f"{number}|{time}|{self.webhook_id}|{zlib.crc32(body)}"
        return base64.b64encode(hmac.digest(key, signed.encode(), "sha256")).decode()


@dataclass(frozen=True, slots=True)
class Notices:
    """Sends events to the app's one webhook; the shop's own clock stamps them."""

    frame: Frame
    signer: Signer

    def send(self, kind: str, subject: Mapping[str, Any], book: Book) -> None:
        """One event, whose tries are signed each by itself; of another app if the order is."""
        now = int(self.frame.clock.base())
        body = json.dumps(_event(kind, subject, now), ensure_ascii=False).encode()

        def make(forged: bool) -> tuple[bytes, Mapping[str, str]]:  # noqa: FBT001  as Delivery asks
            key = b"somebody else's" if forged or book.elsewhere else b""
            return body, self.signer.headers(body, int(self.frame.clock.base()), key)

        self.frame.delivery.send(book.id, kind, make)

    def verify(self, request: Request) -> Response:
        """`POST /v1/notifications/verify-webhook-signature`."""
        try:
            genuine = self.signer.verify(request.get_data().decode())
        except ValueError:
            raise invalid("MALFORMED_REQUEST_JSON", "/") from None
        return answer(200, {"verification_status": "SUCCESS" if genuine else "FAILURE"})


def _event(kind: str, subject: Mapping[str, Any], now: int) -> dict[str, Any]:
    return {
        "id": f"WH-{secrets.token_hex(8).upper()}-{secrets.token_hex(8).upper()}",
        "event_version": "1.0",
        "create_time": when(now),
        "resource_type": "refund" if "REFUND" in kind else _TYPES[kind.partition(".")[0]],
        "resource_version": "2.0",
        "event_type": kind,
        "summary": "",
        "resource": subject,
        "links": [],
    }
