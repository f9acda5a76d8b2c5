"""The stand-in's own books: payments with what was taken, given back and charged back."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pelicart_infra.local.mollie.rules import CURRENCIES, Said, check_payment
from pelicart_infra.local.standin import Refusal

Object = dict[str, Any]

CHOOSING = 15 * 60
"""Seconds until a payment expires for which no method was chosen."""

COUNTED = frozenset({"queued", "pending", "processing", "refunded"})
"""Refunds that count as given back; the failed and canceled don't."""

EMBEDDED = ("captures", "refunds", "chargebacks")


@dataclass(slots=True)
class Book:
    """One payment as the API shows it, and what hangs on it; `altered` is told in its place."""

    payment: Object
    captures: list[Object] = field(default_factory=list)
    refunds: list[Object] = field(default_factory=list)
    chargebacks: list[Object] = field(default_factory=list)
    altered: Object = field(default_factory=dict)

    @property
    def status(self) -> str:
        """As Mollie has it, whatever it was altered to."""
        return str(self.payment["status"])

    @property
    def total(self) -> Decimal:
        """What the payment is for."""
        return Decimal(self.payment["amount"]["value"])

    @property
    def taken(self) -> Decimal:
        """What was taken of it."""
        if self.payment.get("captureMode") == "manual":
            return _sum(self.captures)
        return self.total if self.status == "paid" else Decimal()

    @property
    def given_back(self) -> Decimal:
        """What goes back to the shopper, or went."""
        return _sum([one for one in self.refunds if one["status"] in COUNTED])

    @property
    def charged_back(self) -> Decimal:
        """What the shopper's bank took back, and keeps."""
        return _sum([one for one in self.chargebacks if not one["reversedAt"]])

    def amount(self, value: Decimal) -> dict[str, str]:
        """An amount of the payment's currency, as Mollie writes it."""
        currency = self.payment["amount"]["currency"]
        return {"currency": currency, "value": f"{value:.{CURRENCIES[currency]}f}"}


@dataclass(slots=True)
class Ledger:
    """Books by payment id, in the order they were opened. Not locked: the desk takes turns.

    `page` gives a payment's address; `now` is the stand-in's clock in epoch seconds.
    """

    now: Callable[[], int]
    page: Callable[[str], str]
    live: bool
    books: dict[str, Book] = field(default_factory=dict)

    def open(self, said: Said) -> Book:
        """A new payment, or `Refusal`."""
        check_payment(said)
        names = ("amount", "cancelUrl", "description", "locale", "metadata", "redirectUrl")
        session = named("tr")
        payment: Object = {
            "resource": "payment",
            "id": session,
            "mode": "live" if self.live else "test",
            "createdAt": self.stamp(),
            **{name: copy.deepcopy(said.get(name)) for name in (*names, "webhookUrl")},
            "method": said.get("method"),
            "status": "open",
            "isCancelable": False,
            "expiresAt": self.stamp(CHOOSING),
            "details": None,
            "sequenceType": "oneoff",
        }
        self.books[session] = Book(payment)
        return self.books[session]

    def get(self, session: str) -> Book:
        """The payment's book, or 404."""
        if session not in self.books:
            raise Refusal(f"No payment exists with token {session}.", status=404)
        return self.books[session]

    def stamp(self, ahead: int = 0) -> str:
        """The time, as Mollie writes it."""
        return datetime.fromtimestamp(self.now() + ahead, UTC).isoformat(timespec="seconds")

    def late(self, book: Book) -> bool:
        """Whether its time to pay is over."""
        ends = book.payment.get("expiresAt")
        return ends is not None and datetime.fromisoformat(ends).timestamp() <= self.now()

    def told(self, book: Book, embed: tuple[str, ...] = ()) -> Object:
        """The payment as the API tells it."""
        said = copy.deepcopy(book.payment)
        if book.status == "open":
            href = self.page(said["id"])
            said["_links"] = {"checkout": {"href": href, "type": "text/html"}}
        if book.taken:
            said["amountRefunded"] = book.amount(book.given_back)
            said["amountRemaining"] = book.amount(book.taken - book.given_back)
            said["amountCaptured"] = book.amount(book.taken)
        if book.charged_back:
            said["amountChargedBack"] = book.amount(book.charged_back)
        if embed:
            said["_embedded"] = {name: copy.deepcopy(getattr(book, name)) for name in embed}
        return _merged(said, book.altered)


def named(prefix: str) -> str:
    """A new id."""
    return f"{prefix}_{secrets.token_hex(11)}"


def _sum(objects: list[Object]) -> Decimal:
    return sum((Decimal(one["amount"]["value"]) for one in objects), Decimal())


def _merged(said: Object, altered: Mapping[str, Any]) -> Object:
    for name, value in altered.items():
        inner = isinstance(value, Mapping) and isinstance(said.get(name), dict)
        said[name] = _merged(said[name], value) if inner else value
    return said
