"""The front of the API: keys, outages and idempotency, before a call is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from pelicart_infra.local.mollie import till
from pelicart_infra.local.mollie.ledger import EMBEDDED, Ledger, Object
from pelicart_infra.local.standin import Frame, Refusal
from pelicart_infra.local.standin.outages import outage

REMEMBERED = 24 * 3600
"""Seconds for which the first answer to an idempotency key is repeated."""

_CALLS = Map([
    Rule("/v2/payments", methods=["POST"], endpoint="create"),
    Rule("/v2/payments/<session>", methods=["GET"], endpoint="read"),
    Rule("/v2/payments/<session>", methods=["DELETE"], endpoint="cancel"),
    Rule("/v2/payments/<session>/captures", methods=["POST"], endpoint="capture"),
    Rule("/v2/payments/<session>/refunds", methods=["POST"], endpoint="refund"),
])  # fmt: skip
_TITLES = {400: "Bad Request", 401: "Unauthorized Request", 404: "Not Found"}
_BROKEN = Refusal("Something went wrong on our end", status=503)


@dataclass(frozen=True, slots=True)
class Kept:
    """The first answer to an idempotency key, what was asked, and when."""

    asked: tuple[str, bytes]
    at: int
    status: int
    body: Object


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers requests below /v2; `tell` sends a notice about a payment."""

    key: str = field(repr=False)
    ledger: Ledger
    frame: Frame
    kept: dict[str, Kept] = field(default_factory=dict)

    def answer(self, request: Request, tell: Callable[[str], None]) -> Response:
        """The answer to one call, an error in Mollie's shape included."""
        if broken := outage(self.frame.modes, _error(_BROKEN)):
            return broken
        try:
            with self.frame.turn:
                return self._served(request, tell)
        except Refusal as refusal:
            return _error(refusal)

    def _served(self, request: Request, tell: Callable[[str], None]) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            raise Refusal("Missing authentication, or failed to authenticate", status=401)
        call, session = _route(request)
        key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
        asked, now = (request.path, request.get_data()), self.frame.clock.now()
        kept = self.kept.get(key)
        if key and kept and now < kept.at + REMEMBERED:
            if kept.asked != asked:
                raise Refusal("The idempotency key was used for another request.")
            return _json(kept.status, kept.body, {"idempotent-replayed": "true"})
        status, body = self._carried_out(call, session, request)
        if key:
            self.kept[key] = Kept(asked, now, status, body)
        if call in {"cancel", "capture"}:
            tell(session)
        return _json(status, body)

    def _carried_out(self, call: str, session: str, request: Request) -> tuple[int, Object]:
        ledger = self.ledger
        if call == "create":
            book = ledger.open(_body(request))
            book.payment["isCancelable"] = self.frame.modes.own["cancelable"] == "all"
            return 201, ledger.told(book)
        book = ledger.get(session)
        if call == "read":
            return 200, ledger.told(book, _embed(request))
        if call == "cancel":
            till.cancel(ledger, book)
            return 200, ledger.told(book)
        make = till.capture if call == "capture" else till.refund
        return 201, make(ledger, book, _body(request))


def _route(request: Request) -> tuple[str, str]:
    try:
        call, values = _CALLS.bind_to_environ(request.environ).match()
    except HTTPException:
        raise Refusal("No such call of the API.", status=404) from None
    return call, values.get("session", "")


def _body(request: Request) -> Mapping[str, Any]:
    try:
        said = json.loads(request.get_data())
    except ValueError:
        said = None
    if request.mimetype != "application/json" or not isinstance(said, dict):
        raise Refusal("The request body could not be read as JSON.")
    return said


def _embed(request: Request) -> tuple[str, ...]:
    for name in request.args:
        if name != "embed":
            raise Refusal(f'Non-existent query parameter "{name}" for this API call.', param=name)
    wanted = tuple(filter(None, request.args.get("embed", "").split(",")))
    if not set(wanted) <= set(EMBEDDED):
        raise Refusal("The embed parameter is invalid.", param="embed")
    return wanted


def _error(refusal: Refusal) -> Response:
    title = _TITLES.get(refusal.status, "Unprocessable Entity")
    body = {"status": refusal.status, "title": title, "detail": str(refusal)}
    return _json(refusal.status, {**body, **({"field": refusal.param} if refusal.param else {})})


def _json(status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    text = json.dumps(body)
    return Response(text, status, dict(headers or {}), content_type="application/hal+json")
