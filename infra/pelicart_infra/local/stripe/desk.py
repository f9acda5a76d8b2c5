"""The front of the API: keys, outages, parameter types and idempotency, before a call is made."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from pelicart_infra.local.standin import Frame, Refusal
from pelicart_infra.local.standin.outages import outage
from pelicart_infra.local.stripe.api import CALLS, PARAMETERS, carry_out
from pelicart_infra.local.stripe.contract import typed
from pelicart_infra.local.stripe.forms import nested
from pelicart_infra.local.stripe.ledger import Ledger
from pelicart_infra.local.stripe.refunds import STATUSES
from pelicart_infra.local.stripe.refusal import REUSED, body_of

REPLAYED = "idempotent-replayed"
MODES = {"create": ("", "stored-500"), "refunds": STATUSES}
"""Whether the next session is made, or a server error in its place that its key remembers; and how
refunds begin."""

_BROKEN = Refusal("Something went wrong on our end.", status=500)


@dataclass(frozen=True, slots=True)
class Kept:
    """The first answer to an idempotency key, and what was asked."""

    asked: tuple[str, str, str]
    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers requests below /v1."""

    key: str = field(repr=False)
    ledger: Ledger
    frame: Frame
    kept: dict[str, Kept] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """The answer to one call, an error in Stripe's shape included."""
        broken = outage(self.frame.modes, _json(_BROKEN.status, body_of(_BROKEN)))
        if broken:
            return broken
        try:
            return self._served(request)
        except Refusal as refusal:
            return _json(refusal.status, body_of(refusal))

    def _served(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            raise Refusal("Invalid API Key provided.", status=401)
        call, named = _route(request)
        sent = request.get_data(as_text=True) if request.method == "POST" else ""
        parameters = typed(nested(sent or request.query_string.decode()), *PARAMETERS[call])
        with self.frame.turn:
            key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
            asked = (request.method, request.path, sent)
            if key in self.kept:
                return self._again(key, asked)
            status, body = self._first(call, parameters, named)
            if key:
                self.kept[key] = Kept(asked, status, body)
            return _json(status, body, {"idempotency-key": key} if key else {})

    def _first(self, call: str, parameters: dict[str, Any], named: str) -> tuple[int, Any]:
        """Carries it out. A `Refusal` isn't kept; a server error is, as Stripe has it."""
        if call == "create" and self.frame.modes.own["create"]:
            self.frame.modes.own["create"] = ""
            return _BROKEN.status, body_of(_BROKEN)
        return 200, carry_out(self.ledger, call, parameters, named)

    def _again(self, key: str, asked: tuple[str, str, str]) -> Response:
        kept = self.kept[key]
        if kept.asked != asked:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were"
                " first used with.",
                code=REUSED,
            )
        return _json(kept.status, kept.body, {"idempotency-key": key, REPLAYED: "true"})


def _route(request: Request) -> tuple[str, str]:
    try:
        call, values = CALLS.bind_to_environ(request.environ).match()
    except HTTPException:
        raise Refusal(
            f"Unrecognized request URL ({request.method}: {request.path}).", status=404
        ) from None
    return call, values.get("named", "")


def _json(status: int, body: object, headers: dict[str, str] | None = None) -> Response:
    answer = Response(json.dumps(body, indent=2), status, content_type="application/json")
    answer.headers.update({"request-id": f"req_{secrets.token_hex(7)}", **(headers or {})})
    if status >= 500:
        answer.headers["stripe-should-retry"] = "false"
    return answer
