"""What happens to money: agreed to, captured, given back, taken away again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pelicart_infra.local.paypal.amounts import money, read
from pelicart_infra.local.paypal.ledger import Book, Json, Ledger, named, when
from pelicart_infra.local.paypal.refusals import unprocessable
from pelicart_infra.local.standin import Refusal

MODES = {"capture": ("at once", "pending"), "refunds": ("at once", "pending")}
"""Captures may be held for a review, refunds wait for the merchant's bank."""

PAYER = "QYR5Z8XDVJNXQ"


def approve(ledger: Ledger, book: Book, *, declines: bool) -> None:
    """The payer agreed, perhaps with a card that will be refused; then they may do so again."""
    if book.status != "PAYER_ACTION_REQUIRED" and not (book.status == "APPROVED" and book.declines):
        raise Refusal("This payment was agreed to already, or is over.", status=409)
    moment = max(ledger.now(), book.updated + 1)  # two approvals are seconds apart at least
    book.approved, book.declines, book.declined = ledger.now(), declines, False
    book.updated = moment
    book.order["status"] = "APPROVED"
    book.order["update_time"] = when(moment)
    book.order["payment_source"] = {"paypal": {"account_id": PAYER, "account_status": "VERIFIED"}}
    book.order["payer"] = {"payer_id": PAYER, "email_address": "payer@example.com"}


def capture(ledger: Ledger, book: Book, *, pending: bool) -> Json:
    """Takes the money of an approved order, once."""
    if book.status == "COMPLETED":
        raise unprocessable("ORDER_ALREADY_CAPTURED")
    if book.status != "APPROVED":
        raise unprocessable("ORDER_NOT_APPROVED")
    if book.declines:
        book.declined = True
        raise unprocessable("INSTRUMENT_DECLINED")
    invoice = book.unit.get("invoice_id")
    if invoice and any(
        one.unit.get("invoice_id") == invoice and one.payments for one in ledger.books.values()
    ):
        raise unprocessable("DUPLICATE_INVOICE_ID")
    taken = {
        "id": named(),
        "status": "PENDING" if pending else "COMPLETED",
        **({"status_details": {"reason": "PENDING_REVIEW"}} if pending else {}),
        "amount": money(Decimal(book.unit["amount"]["value"]), book.currency),
        "final_capture": True,
        "custom_id": book.unit.get("custom_id", ""),
        "invoice_id": invoice,
        "supplementary_data": {"related_ids": {"order_id": book.id}},
        "create_time": when(ledger.now()),
    }
    book.unit["payments"] = {"captures": [taken], "refunds": []}
    book.order["status"] = "COMPLETED"
    book.order["update_time"] = when(ledger.now())
    return taken


def refund(ledger: Ledger, book: Book, captured: Json, asked: Json, *, pending: bool) -> Json:
    """Gives back what was asked for, or all that is left."""
    if captured["status"] not in {"COMPLETED", "PARTIALLY_REFUNDED"}:
        done = captured["status"] == "REFUNDED"
        raise unprocessable("CAPTURE_FULLY_REFUNDED" if done else "REFUND_NOT_ALLOWED")
    left = Decimal(captured["amount"]["value"]) - given(book)
    value = read(asked["amount"], "/amount", book.currency) if asked.get("amount") else left
    if not value:
        raise unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", "/amount/value")
    if value > left:
        raise unprocessable("REFUND_AMOUNT_EXCEEDED", "/amount/value")
    back = {
        "id": named(),
        "status": "PENDING" if pending else "COMPLETED",
        "amount": money(value, book.currency),
        "custom_id": captured["custom_id"],
        "create_time": when(ledger.now()),
        "links": [
            {"href": f"{ledger.origin}/v2/payments/captures/{captured['id']}", "rel": "up"},
        ],
    }
    book.payments["refunds"].append(back)
    _count(book, captured)
    return back


def given(book: Book) -> Decimal:
    """What went back, or is on its way."""
    known = (one for one in book.payments.get("refunds", []) if one["status"] != "FAILED")
    return sum((Decimal(one["amount"]["value"]) for one in known), Decimal())


def end_refund(book: Book, status: str) -> Json:
    """A refund under way came through, or came back."""
    for one in book.payments.get("refunds", []):
        if one["status"] == "PENDING":
            one["status"] = status
            _count(book, book.payments["captures"][0])
            return one
    raise Refusal("No refund is under way.", status=422)


def settle(book: Book, status: str, reason: str = "") -> Json:
    """A capture is released, denied, held for a complaint or reversed."""
    captures: list[Any] = book.payments.get("captures", [])
    if not captures:
        raise Refusal("Nothing was captured.", status=422)
    captured: Json = captures[0]
    captured["status"] = status
    captured.pop("status_details", None)
    if reason:
        captured["status_details"] = {"reason": reason}
    return captured


def _count(book: Book, captured: Json) -> None:
    back, taken = given(book), Decimal(captured["amount"]["value"])
    captured["status"] = (
        "REFUNDED" if back >= taken else "PARTIALLY_REFUNDED" if back else "COMPLETED"
    )
