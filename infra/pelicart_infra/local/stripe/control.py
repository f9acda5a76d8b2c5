"""Levers for people and tests: the clock, the modes, the books, and what a merchant could do."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response
from werkzeug.utils import redirect

from pelicart_infra.local.stripe import till
from pelicart_infra.local.stripe.clock import Clock
from pelicart_infra.local.stripe.ledger import Ledger
from pelicart_infra.local.stripe.modes import API, CREATE, NOTICES, Modes
from pelicart_infra.local.stripe.notices import Notices
from pelicart_infra.local.stripe.page import page
from pelicart_infra.local.stripe.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Control:
    """The control page at / and JSON below /_control; `turn` is held while the ledger is used."""

    ledger: Ledger
    modes: Modes
    notices: Notices
    clock: Clock
    turn: AbstractContextManager[bool]

    def overview(self, _request: Request) -> Response:
        """A page of the sessions, with what can be done to each, and of the modes."""
        with self.turn:
            self.ledger.expire_due()
            payments = {one["id"]: one["status"] for one in self.ledger.all("pi")}
            return page(
                "control.html",
                sessions=self.ledger.all("cs"),
                payments=payments,
                modes=self.modes,
                choices={"notices": NOTICES, "api": API, "create": CREATE},
                deliveries=list(reversed(self.notices.deliveries)),
            )

    def books(self, _request: Request) -> Response:
        """Everything the ledger holds."""
        with self.turn:
            self.ledger.expire_due()
            return _json({
                "now": self.ledger.now(),
                "sessions": self.ledger.all("cs"),
                "payments": self.ledger.all("pi"),
                "charges": self.ledger.all("ch"),
                "refunds": self.ledger.all("re"),
            })  # fmt: skip

    def deliveries(self, _request: Request) -> Response:
        """Every try to deliver a notice, with the answer's status (0: none)."""
        return _json(self.notices.deliveries)

    def mode(self, request: Request) -> Response:
        """GET reads the modes, POST changes those named."""
        if request.method == "POST":
            with self.turn:
                self.modes.change(_posted(request))
        return self._answer(request, self.modes.data())

    def time(self, request: Request) -> Response:
        """GET reads the clock, POST moves it by `advance` seconds."""
        if request.method == "POST":
            with self.turn:
                self.clock.advance(_posted(request).get("advance"))
                self.ledger.expire_due()
        return self._answer(request, {"now": self.clock.now()})

    def session(self, request: Request, named: str, action: str) -> Response:
        """What happens without the shopper: `confirm`, `fail`, `refund` or `expire`."""
        with self.turn:
            if action == "confirm":
                till.confirm(self.ledger, named)
            elif action == "fail":
                till.fail(self.ledger, named)
            elif action == "expire":
                self.ledger.expire(named)
            else:
                intent = self.ledger.get("cs", named)["payment_intent"]
                till.refund(self.ledger, {"payment_intent": intent or "", **_amount(request)})
            return self._answer(request, self.ledger.get("cs", named))

    def _answer(self, request: Request, data: object) -> Response:
        """People go back to the control page, programs get JSON."""
        if request.method == "POST" and request.mimetype != "application/json":
            return redirect("/", 303, Response)
        return _json(data)


def _posted(request: Request) -> dict[str, Any]:
    """A JSON object, or the fields of a form; numbers in a form are told by their look."""
    if request.mimetype == "application/json":
        data = json.loads(request.get_data() or b"{}")
        if not isinstance(data, dict):
            raise Refusal("Post a JSON object.")
        return data
    return {name: _number(value) for name, value in request.form.items()}


def _number(text: str) -> str | float | int:
    whole, _, part = text.partition(".")
    if not (whole + part).isdecimal():
        return text
    return float(text) if part else int(whole)


def _amount(request: Request) -> dict[str, int]:
    posted = _posted(request).get("amount")
    return {"amount": posted} if isinstance(posted, int) else {}


def _json(data: object) -> Response:
    return Response(json.dumps(data, indent=2), content_type="application/json")
