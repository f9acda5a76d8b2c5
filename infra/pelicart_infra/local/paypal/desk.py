"""The front of the API: tokens, outages and request ids, before a call is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from pelicart_infra.local.paypal import rules, till
from pelicart_infra.local.paypal.ledger import Book, Json, Ledger
from pelicart_infra.local.paypal.notices import Notices
from pelicart_infra.local.paypal.refusals import answer, error, invalid, missing
from pelicart_infra.local.paypal.tokens import Tokens
from pelicart_infra.local.standin import Frame, Refusal
from pelicart_infra.local.standin.outages import outage

REMEMBERED = 6 * 3600
"""Seconds for which a request id is known."""
LONGEST_ID = 108

_CALLS = Map([
    Rule("/v2/checkout/orders", methods=["POST"], endpoint="create"),
    Rule("/v2/checkout/orders/<named>", methods=["GET"], endpoint="read"),
    Rule("/v2/checkout/orders/<named>/capture", methods=["POST"], endpoint="capture"),
    Rule("/v2/payments/captures/<named>", methods=["GET"], endpoint="captured"),
    Rule("/v2/payments/captures/<named>/refund", methods=["POST"], endpoint="refund"),
    Rule("/v1/notifications/verify-webhook-signature", methods=["POST"], endpoint="verify"),
])  # fmt: skip
_BROKEN = Refusal("An internal server error occurred.", status=500)

Told = Callable[[], Json]


@dataclass(frozen=True, slots=True)
class Desk:
    """`kept` has what is said of each request id: a refusal as it was, or how things are now."""

    frame: Frame
    ledger: Ledger
    tokens: Tokens
    notices: Notices
    kept: dict[tuple[str, str], tuple[int, Told | Refusal]] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """The answer to one call, an error in PayPal's shape included."""
        if broken := outage(self.frame.modes, error(_BROKEN)):
            return broken
        if request.path == "/v1/oauth2/token":
            return self.tokens.issue(request)
        try:
            with self.frame.turn:
                return self._served(request)
        except Refusal as refusal:
            return error(refusal)

    def _served(self, request: Request) -> Response:
        if not self.tokens.known(request):
            raise Refusal("Token signature verification failed", status=401, code="INVALID_TOKEN")
        call, named = _route(request)
        if call == "verify":
            return self.notices.verify(request)
        if call == "read":
            return answer(200, self.ledger.told(self._book(named)))
        if call == "captured":
            return answer(200, self.ledger.by_capture(named)[1])
        key = request.headers.get("paypal-request-id", "")
        if len(key) > LONGEST_ID:
            raise invalid("INVALID_STRING_LENGTH", "PayPal-Request-Id")
        known = self.kept.get((request.path, key)) if key else None
        if known and self.ledger.now() < known[0] + REMEMBERED:
            return _again(known[1])
        return self._first(call, named, request, key)

    def _first(self, call: str, named: str, request: Request, key: str) -> Response:
        """Carries it out; a refusal is repeated to its request id as well."""
        said: Told | Refusal
        try:
            said = self._carried_out(call, named, _body(request))
        except Refusal as refusal:
            said = refusal
        if key:
            self.kept[request.path, key] = (self.ledger.now(), said)
        if isinstance(said, Refusal):
            raise said
        return answer(201, said())

    def _book(self, named: str) -> Book:
        """An order of this environment."""
        book = self.ledger.get(named)
        if book.elsewhere:
            raise missing()
        return book

    def _carried_out(self, call: str, named: str, body: Json) -> Told:
        ledger, own = self.ledger, self.frame.modes.own
        if call == "create":
            rules.check(body)
            return _of_order(ledger, ledger.open(body))
        if call == "capture":
            book = self._book(named)
            taken = till.capture(ledger, book, pending=own["capture"] == "pending")
            self.notices.send(f"PAYMENT.CAPTURE.{taken['status']}", taken, book)
            return _of_order(ledger, book)
        book, captured = ledger.by_capture(named)
        back = till.refund(ledger, book, captured, body, pending=own["refunds"] == "pending")
        kind = (
            "PAYMENT.REFUND.PENDING" if back["status"] == "PENDING" else "PAYMENT.CAPTURE.REFUNDED"
        )
        self.notices.send(kind, back, book)
        return lambda: back


def _again(said: Told | Refusal) -> Response:
    if isinstance(said, Refusal):
        raise said
    return answer(200, said())


def _of_order(ledger: Ledger, book: Book) -> Told:
    return lambda: ledger.told(book)


def _route(request: Request) -> tuple[str, str]:
    try:
        call, values = _CALLS.bind_to_environ(request.environ).match()
    except HTTPException:
        raise Refusal("No such call of the API.", status=404) from None
    return call, values.get("named", "")


def _body(request: Request) -> Json:
    try:
        said = json.loads(request.get_data() or b"{}")
    except ValueError:
        said = None
    if request.mimetype != "application/json" or not isinstance(said, dict):
        raise invalid("MALFORMED_REQUEST_JSON", "/")
    return said
