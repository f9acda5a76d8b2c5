"""Payments as the payment page and the books show them."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart_infra.local.mollie.ledger import Book
from pelicart_infra.local.mollie.till import UNDER_WAY
from pelicart_infra.local.standin import Entry, Line, State

# https://docs.mollie.com/docs/handling-payment-status
STATES: Mapping[str, State] = {
    "open": "open",
    "authorized": "approved",
    "paid": "paid",
    "canceled": "expired",
    "expired": "expired",
    "failed": "failed",
}


def entry_of(book: Book) -> Entry:
    """One payment with what was taken of it and given back."""
    payment, state, total = book.payment, _state(book), book.amount(book.total)
    metadata = payment["metadata"]
    return Entry(
        session=payment["id"],
        order=str(metadata.get("order", "")) if isinstance(metadata, Mapping) else "",
        state=state,
        total=total["value"],
        captured=book.amount(book.taken)["value"],
        refunded=book.amount(book.given_back)["value"],
        currency=total["currency"],
        done=payment["redirectUrl"],
        back=payment["cancelUrl"] or payment["redirectUrl"],
        lines=[Line(payment["description"], 1, total["value"])],
        later=True,
        levers=tuple(_levers(book, state)),
        remark="charged back" if book.charged_back else "",
    )


def _state(book: Book) -> State:
    if book.status == "open" and book.payment["method"] == "banktransfer":
        return "processing"
    return STATES[book.status]


def _levers(book: Book, state: State) -> list[str]:
    if state != "paid":
        return {"open": ["expire"], "processing": ["confirm", "fail"]}.get(state, [])
    levers = ["win" if book.charged_back else "dispute"]
    if book.given_back < book.taken:
        levers.append("refund")
    if any(one["status"] in UNDER_WAY for one in book.refunds):
        levers += ["confirm", "fail"]
    return levers
