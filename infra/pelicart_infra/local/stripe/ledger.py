"""The stand-in's own books: sessions, payments and what became of them, in the API's shapes."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.stripe.refusal import missing
from pelicart_infra.local.stripe.rules import LATEST, check_session, total_of

Object = dict[str, Any]
Emit = Callable[[str, Object, str], None]
"""Tells the world: the event's type, the object as it now is, the session it belongs to."""

KINDS = {
    "cs": "checkout.session",
    "li": "item",
    "pi": "payment_intent",
    "ch": "charge",
    "re": "refund",
    "du": "dispute",
}


@dataclass(slots=True)
class Ledger:
    """Everything by id, in the order it was made. Not locked: the application takes turns.

    `page` gives a session's address; `now` is the stand-in's clock in epoch seconds; `refunds` says
    how the next refund begins.
    """

    now: Callable[[], int]
    emit: Emit
    page: Callable[[str], str]
    live: bool
    refunds: Callable[[], str] = lambda: "succeeded"
    objects: dict[str, Object] = field(default_factory=dict)
    marks: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """By session: the metadata its payment will carry."""

    def add(self, prefix: str, **fields: object) -> Object:
        """A new object of a kind, with a new id."""
        mode = ("live_" if self.live else "test_") if prefix == "cs" else ""
        made: Object = {
            "id": f"{prefix}_{mode}{secrets.token_hex(12)}",
            "object": KINDS[prefix],
            "created": self.now(),
            "livemode": self.live,
            **fields,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, prefix: str, named: str) -> Object:
        """The object itself, or a 404 `Refusal`."""
        found = self.objects.get(named)
        if found is None or found["object"] != KINDS[prefix]:
            raise missing(KINDS[prefix], named)
        return found

    def all(self, prefix: str) -> list[Object]:
        """Every object of a kind, the oldest first."""
        return [one for one in self.objects.values() if one["object"] == KINDS[prefix]]

    def open_session(self, parameters: Mapping[str, Any]) -> Object:
        """A new open session, or `Refusal`."""
        check_session(parameters, self.now())
        session = self.add("cs", **_fields(parameters, self.now()))
        session["url"] = self.page(session["id"])
        of_payment = parameters.get("payment_intent_data", {})
        self.marks[session["id"]] = of_payment.get("metadata", {})
        for line in parameters["line_items"]:
            price = line["price_data"]
            self.add(
                "li",
                session=session["id"],
                description=price["product_data"]["name"],
                detail=price["product_data"].get("description", ""),
                quantity=line["quantity"],
                currency=price["currency"],
                unit_amount=price["unit_amount"],
                amount_total=line["quantity"] * price["unit_amount"],
            )
        return session

    def lines(self, session: str) -> list[Object]:
        """The lines of a session."""
        return [line for line in self.all("li") if line["session"] == session]

    def open(self, named: str) -> Object:
        """The session if the shopper can still pay it, else `Refusal`."""
        session = self.get("cs", named)
        if session["status"] != "open":
            raise Refusal(f"This Checkout Session is {session['status']}, not open.")
        return session

    def expire(self, named: str) -> Object:
        """Ends an open session, for ever."""
        session = self.open(named)
        session.update(status="expired", url=None)
        self.told("checkout.session.expired", session)
        return session

    def expire_due(self) -> None:
        """Ends what the clock says is over."""
        for session in self.all("cs"):
            if session["status"] == "open" and session["expires_at"] <= self.now():
                self.expire(session["id"])

    def told(self, kind: str, session: Object, subject: Object | None = None) -> None:
        """Emits an event of a session; `subject` is what it is about, if not the session."""
        self.emit(kind, copy.deepcopy(subject or session), session["id"])


def _fields(parameters: Mapping[str, Any], now: int) -> Object:
    total = total_of(parameters)
    return {
        "adaptive_pricing": parameters.get("adaptive_pricing", {"enabled": True}),
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": parameters.get("cancel_url"),
        "client_reference_id": parameters.get("client_reference_id"),
        "currency": parameters["line_items"][0]["price_data"]["currency"],
        "customer_details": None,
        "customer_email": parameters.get("customer_email"),
        "expires_at": parameters.get("expires_at", now + LATEST),
        "locale": parameters.get("locale"),
        "metadata": parameters.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_status": "unpaid" if total else "no_payment_required",
        "status": "open",
        "success_url": parameters["success_url"],
        "ui_mode": parameters.get("ui_mode", "hosted_page"),
    }
