"""PayPal's books: orders with their captures and refunds, in the API's own shapes."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pelicart_infra.local.paypal.amounts import money
from pelicart_infra.local.paypal.refusals import missing

Json = dict[str, Any]

UNTOUCHED = 6 * 3600
"""Seconds after which an order that nobody agreed to is gone."""
UNCAPTURED = 3 * 3600
"""Seconds after which an approval is reversed, unless the merchant has agreed otherwise."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXY0123456789"


@dataclass(slots=True)
class Book:
    """One order. `declines`: its instrument is refused when it is captured; `declined`: it was.

    `elsewhere`: it belongs to the other environment, sandbox or live, and its events too. `altered`
    is what the API says though it isn't so.
    """

    order: Json
    context: Json
    created: int
    approved: int = 0
    updated: int = 0
    declines: bool = False
    declined: bool = False
    elsewhere: bool = False
    altered: Json = field(default_factory=dict)

    @property
    def id(self) -> str:
        """PayPal's."""
        return str(self.order["id"])

    @property
    def status(self) -> str:
        """As PayPal names it."""
        return str(self.order["status"])

    @property
    def unit(self) -> Json:
        """The one purchase unit."""
        unit: Json = self.order["purchase_units"][0]
        return unit

    @property
    def payments(self) -> Mapping[str, list[Json]]:
        """Captures and refunds."""
        found: Mapping[str, list[Json]] = self.unit.get("payments", {})
        return found

    @property
    def currency(self) -> str:
        """Of the whole order."""
        return str(self.unit["amount"]["currency_code"])


@dataclass(frozen=True, slots=True)
class Ledger:
    """`origin` is the API's, `now` PayPal's clock in epoch seconds."""

    origin: str
    now: Callable[[], int]
    books: dict[str, Book] = field(default_factory=dict)

    def open(self, asked: Json) -> Book:
        """A new order; it was checked before."""
        number, now = named(), self.now()
        order = {
            "id": number,
            "intent": asked["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "payment_source": {"paypal": {}},
            "purchase_units": copy.deepcopy(asked["purchase_units"]),
            "create_time": when(now),
        }
        order["purchase_units"][0].setdefault("reference_id", "default")
        context = asked["payment_source"]["paypal"]["experience_context"]
        self.books[number] = book = Book(order, context, now)
        return book

    def get(self, session: str) -> Book:
        """An order, or 404: also if it was never agreed to and is too old."""
        book = self.books.get(session)
        if book is None or self.gone(book):
            raise missing()
        return book

    def gone(self, book: Book) -> bool:
        """Whether it was never agreed to and is too old: nobody can find it any more."""
        return not book.approved and self.now() > book.created + UNTOUCHED

    def by_capture(self, capture: str) -> tuple[Book, Json]:
        """A capture with its order, or 404."""
        for book in self.books.values():
            for one in book.payments.get("captures", []):
                if one["id"] == capture:
                    return book, one
        raise missing()

    def told(self, book: Book) -> Json:
        """The order as the API says it is."""
        order = copy.deepcopy(book.order)
        order["links"] = self._links(book)
        return _altered(order, book.altered)

    def page(self, session: str) -> str:
        """Where the payer is sent."""
        return f"{self.origin}/checkoutnow?token={session}"

    def _links(self, book: Book) -> list[Json]:
        at = f"{self.origin}/v2/checkout/orders/{book.id}"
        links = [{"href": at, "rel": "self", "method": "GET"}]
        if book.status == "PAYER_ACTION_REQUIRED":
            links.append({"href": self.page(book.id), "rel": "payer-action", "method": "GET"})
        if book.status == "APPROVED":
            links.append({"href": f"{at}/capture", "rel": "capture", "method": "POST"})
        return links


def named() -> str:
    """Seventeen letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(17))


def when(moment: int) -> str:
    """As PayPal writes times."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _altered(order: Json, altered: Json) -> Json:
    """`amount`, `currency` and `order` go for the order and what was captured."""
    unit = order["purchase_units"][0]
    order["status"] = altered.get("status", order["status"])
    unit["custom_id"] = altered.get("order", unit.get("custom_id", ""))
    for of in (unit, *unit.get("payments", {}).get("captures", [])):
        amount = of["amount"]
        currency = altered.get("currency", amount["currency_code"])
        value = Decimal(altered.get("amount", amount["value"]))
        of["amount"] = {**amount, **money(value, currency)}
    return order
