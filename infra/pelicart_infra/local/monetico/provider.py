"""Monetico behind the stand-ins' common frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from werkzeug import Request, Response
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from pelicart_infra.local.monetico.books import (
    Books,
    Payment,
    authorise,
    collect,
    give_back,
    refuse,
)
from pelicart_infra.local.monetico.entries import entry_of
from pelicart_infra.local.monetico.notices import Notices
from pelicart_infra.local.monetico.rules import check_form
from pelicart_infra.local.monetico.services import Services
from pelicart_infra.local.monetico.terminal import Terminal
from pelicart_infra.local.standin import Entry, Frame, Refusal
from pelicart_infra.local.standin.amounts import digits_of, units_of
from pelicart_infra.local.standin.outages import outage

TEST = "/test"
UNTRUTHS = ("amount", "currency", "status", "order")


@dataclass(frozen=True, slots=True)
class Monetico:
    """Two platforms in one: test below /test, production at the root, each with its own books."""

    terminal: Terminal
    books: Books
    services: Services
    notices: Notices
    frame: Frame

    @property
    def name(self) -> str:
        """As shown on pages."""
        return "Monetico"

    def answer(self, request: Request) -> Response:
        """The payment form from a browser, or a service."""
        live = not request.path.startswith(f"{TEST}/")
        service = request.path.removeprefix("" if live else TEST)
        fields = _posted(request)
        if service == "/paiement.cgi":
            return self._form(fields, live=live)
        answers = {
            "/etatpaiement.cgi": (self.services.status, "text/xml"),
            "/capture_paiement.cgi": (self.services.capture, "text/plain"),
            "/recredit_paiement.cgi": (self.services.refund, "text/plain"),
        }
        if service not in answers or request.method != "POST":
            raise NotFound
        broken = outage(self.frame.modes, Response("", 503))
        if broken:
            return broken
        serve, kind = answers[service]
        with self.frame.turn:
            return Response(serve(fields, live=live), content_type=kind)

    def look(self) -> None:
        """Pages end by themselves: see `entries`."""

    def entries(self) -> Sequence[Entry]:
        """Every payment, the oldest first."""
        return [entry_of(payment, self._now) for payment in self.books.payments.values()]

    def entry(self, session: str) -> Entry:
        """One payment, or a `Refusal` with 404."""
        return entry_of(self.books.get(session), self._now)

    def press(self, session: str, button: str, form: Mapping[str, str]) -> str:  # noqa: ARG002
        """Nothing is told of a shopper who turns round."""
        if button == "cancel":
            return ""
        payment = self.books.payable(session, self._now)
        if button == "decline":
            refuse(payment)
            self.notices.refused(payment)
        elif button == "later":
            payment.etat, payment.numauto = "EC", "PARTNER"
            self.notices.send(payment, "attente_partenaire")
        else:
            authorise(payment, self._now, take=self.frame.modes.own["money"] == "at once")
            self.notices.paid(payment)
        return ""

    def pull(self, session: str, action: str, said: Mapping[str, Any]) -> None:
        """What a partner or the merchant does, and untruths."""
        payment = self.books.get(session)
        if action in {"confirm", "fail"}:
            self._decide(payment, paid=action == "confirm")
        elif action == "expire":
            payment.until = min(payment.until, self._now)
        elif action == "refund":
            units = payment.captured - payment.refunded
            give_back(payment, self._units(payment, said["amount"]) if "amount" in said else units)
        elif action == "alter":
            payment.says |= {name: str(said[name]) for name in UNTRUTHS if name in said}
            payment.says |= {"live": "1"} if said.get("live") is True else {}
        else:
            raise Refusal(f"Monetico has no {action}.", status=404)

    def ledger(self) -> Mapping[str, Any]:
        """Every payment, in the bank's words."""
        return {"payments": [payment.data() for payment in self.books.payments.values()]}

    @property
    def _now(self) -> int:
        return self.frame.clock.now()

    def _form(self, fields: Mapping[str, str], *, live: bool) -> Response:
        with self.frame.turn:
            if not self.terminal.knows(fields):
                raise Refusal("This terminal or company is unknown.", param="TPE")
            if not self.terminal.sealed(fields):
                raise Refusal("The seal is wrong.", param="MAC")
            check_form(fields, self._now)
            payment = self.books.open(fields, self._now, live=live)
        return redirect(self.frame.page(payment.session), 303, Response)

    def _decide(self, payment: Payment, *, paid: bool) -> None:
        if payment.etat != "EC":
            raise Refusal("No payment of it is on its way.")
        if paid:
            collect(payment, self._now)
        else:
            payment.etat, payment.until = "AN", min(payment.until, self._now)
        (self.notices.paid if paid else self.notices.refused)(payment)

    def _units(self, payment: Payment, text: object) -> int:
        return units_of(text, digits_of(payment.amount[1]))


def provider_for(frame: Frame, terminal: Terminal) -> Monetico:
    """A stand-in with empty books."""
    books, notices = Books(), Notices(terminal, frame)
    return Monetico(terminal, books, Services(terminal, books, frame), notices, frame)


def _posted(request: Request) -> dict[str, str]:
    """The fields as they came; one that came twice is refused."""
    pairs = parse_qsl(request.get_data(as_text=True), keep_blank_values=True)
    if len(dict(pairs)) != len(pairs):
        raise Refusal("A field came twice.")
    return dict(pairs)
