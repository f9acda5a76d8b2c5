"""Mollie as the frame asks for it: pages, levers, books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import NotFound

from pelicart_infra.local.mollie import till
from pelicart_infra.local.mollie.desk import Desk
from pelicart_infra.local.mollie.entries import entry_of
from pelicart_infra.local.mollie.ledger import EMBEDDED, Ledger, named
from pelicart_infra.local.standin import Entry, Frame, Refusal


@dataclass(frozen=True, slots=True)
class Mollie:
    """A provider whose notices are unsigned and say nothing but an id."""

    frame: Frame
    books: Ledger
    desk: Desk
    name: str = "Mollie"

    def answer(self, request: Request) -> Response:
        """The API, below /v2."""
        if not request.path.startswith("/v2/"):
            raise NotFound
        with self.frame.turn:
            self.look()
        return self.desk.answer(request, self._tell)

    def look(self) -> None:
        """Expires what wasn't paid in time."""
        for session, book in self.books.books.items():
            if book.status == "open" and self.books.late(book):
                till.end(self.books, book, "expired")
                self._tell(session)

    def entries(self) -> Sequence[Entry]:
        """Every payment."""
        return [self.entry(session) for session in self.books.books]

    def entry(self, session: str) -> Entry:
        """One payment."""
        return entry_of(self.books.get(session))

    def press(self, session: str, button: str, form: Mapping[str, str]) -> str:  # noqa: ARG002
        """A declined card leaves the choice of another method; giving up ends the payment."""
        book = self.books.get(session)
        if button == "pay":
            till.pay(self.books, book, manual=self.frame.modes.own["capture"] == "manual")
            self._tell(session)
        elif button == "later":
            till.transfer(self.books, book)
        elif button == "cancel":
            till.end(self.books, book, "canceled")
            self._tell(session)
        elif book.status != "open":
            raise Refusal("The payment is over.", status=422)
        return ""

    def pull(self, session: str, action: str, said: Mapping[str, Any]) -> None:
        """What the shopper's bank or the merchant does; Mollie says of each that something did."""
        book = self.books.get(session)
        if action == "alter":
            book.altered |= _altered(said)
            return
        if action == "refund":
            amount = book.amount(book.taken - book.given_back)
            amount["value"] = said.get("amount", amount["value"])
            till.refund(self.books, book, {"amount": amount}, "processing")
        elif action == "expire":
            till.end(self.books, book, "expired")
        elif action == "lose":
            raise Refusal("Mollie says nothing of a chargeback that stands.", status=422)
        else:
            acts = {"confirm": till.confirm, "fail": till.fail, "dispute": till.charge_back}
            acts.get(action, till.reverse)(self.books, book)
        self._tell(session)

    def ledger(self) -> Mapping[str, Any]:
        """Every payment, with what hangs on it."""
        return {"payments": [self.books.told(one, EMBEDDED) for one in self.books.books.values()]}

    def _tell(self, session: str) -> None:
        """One notice; a forged one names a payment that nobody made."""

        def make(forged: bool) -> tuple[bytes, Mapping[str, str]]:  # noqa: FBT001  as Delivery asks
            about = named("tr") if forged else session
            headers = {
                "content-type": "application/x-www-form-urlencoded",
                "user-agent": "Mollie HTTP client/1.0",
            }
            return f"id={about}".encode(), headers

        self.frame.delivery.send(
            session, self.books.get(session).status, make, accepted=lambda status, _: status == 200
        )


def _altered(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the API says from now on, in its own fields."""
    amount = {"value": said.get("amount"), "currency": said.get("currency")}
    told: dict[str, Any] = {"amount": {k: v for k, v in amount.items() if v is not None}}
    if "live" in said:
        told["mode"] = "live" if said["live"] else "test"
    if "status" in said:
        told["status"] = said["status"]
    if "order" in said:
        told["metadata"] = {"order": said["order"]}
    return {name: value for name, value in told.items() if value}
