"""Levers for people and tests: the clock, the modes, the books, and what a merchant could do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response

from pelicart_infra.local.standin.frame import Frame
from pelicart_infra.local.standin.modes import SECONDS
from pelicart_infra.local.standin.pages import page, see_other
from pelicart_infra.local.standin.provider import Entry, Provider
from pelicart_infra.local.standin.refusal import Refusal

ACTIONS = ("confirm", "fail", "refund", "expire", "dispute", "win", "lose", "alter")


@dataclass(frozen=True, slots=True)
class Control:
    """The overview at / and JSON below /_control."""

    provider: Provider
    frame: Frame

    def overview(self, _request: Request) -> Response:
        """A page of the payments, with what can be done to each, and of the modes."""
        with self.frame.turn:
            self.provider.look()
            entries = list(reversed(self.provider.entries()))
        return page(
            "control.html",
            name=self.provider.name,
            entries=entries,
            modes=self.frame.modes.data(),
            choices=self.frame.modes.choices(),
            deliveries=list(reversed(self.frame.delivery.deliveries)),
        )

    def books(self, _request: Request) -> Response:
        """Every payment in the same few words, whoever the provider is."""
        with self.frame.turn:
            self.provider.look()
            return _json([_row(entry) for entry in self.provider.entries()])

    def ledger(self, _request: Request) -> Response:
        """Everything the provider has written down, in its own words."""
        with self.frame.turn:
            self.provider.look()
            return _json({"now": self.frame.clock.now(), **self.provider.ledger()})

    def deliveries(self, _request: Request) -> Response:
        """Every try to deliver a notice, with the answer (status 0: none)."""
        return _json(list(self.frame.delivery.deliveries))

    def mode(self, request: Request) -> Response:
        """GET reads the modes, POST changes those named."""
        if request.method == "POST":
            with self.frame.turn:
                self.frame.modes.change(_posted(request))
        return _answer(request, self.frame.modes.data())

    def time(self, request: Request) -> Response:
        """GET reads the clock, POST moves it by `advance` seconds."""
        if request.method == "POST":
            with self.frame.turn:
                self.frame.clock.advance(_posted(request).get("advance"))
                self.provider.look()
        return _answer(request, {"now": self.frame.clock.now()})

    def session(self, request: Request, session: str, action: str) -> Response:
        """What happens without the shopper: one of `ACTIONS`."""
        if action not in ACTIONS:
            raise Refusal(f"There is no lever {action!r}.", status=404)
        with self.frame.turn:
            self.provider.look()
            self.provider.entry(session)
            self.provider.pull(session, action, _posted(request))
            return _answer(request, _row(self.provider.entry(session)))


def _row(entry: Entry) -> dict[str, str]:
    names = ("session", "order", "state", "captured", "refunded", "currency")
    return {name: getattr(entry, name) for name in names}


def _posted(request: Request) -> dict[str, Any]:
    """A JSON object, or the fields of a form, where seconds are numbers."""
    if request.mimetype != "application/json":
        return {name: _seconds(name, value) for name, value in request.form.items()}
    try:
        data = json.loads(request.get_data() or b"{}")
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Refusal("Post a JSON object.")
    return data


def _seconds(name: str, value: str) -> str | int:
    return int(value) if name in {"advance", *SECONDS} and value.isdecimal() else value


def _answer(request: Request, data: object) -> Response:
    """People go back to the overview, programs get JSON."""
    if request.method == "POST" and request.mimetype != "application/json":
        return see_other("/")
    return _json(data)


def _json(data: object) -> Response:
    return Response(json.dumps(data, indent=2), content_type="application/json")
