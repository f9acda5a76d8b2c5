"""PayPal's orders as pages and books show them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from pelicart_infra.local.paypal import till
from pelicart_infra.local.paypal.amounts import digits_of
from pelicart_infra.local.paypal.ledger import Book
from pelicart_infra.local.standin import Entry, Line, State

_TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})


def entry_of(book: Book, *, gone: bool = False) -> Entry:
    """One order. Back at the shop the browser carries PayPal's names of order and payer."""
    state, unit = "expired" if gone else state_of(book), book.unit
    shown = f".{digits_of(book.currency)}f"
    captured = Decimal(unit["amount"]["value"]) if state == "paid" else Decimal()
    return Entry(
        session=book.id,
        order=unit.get("custom_id", ""),
        state=state,
        total=unit["amount"]["value"],
        captured=f"{captured:{shown}}",
        refunded=f"{till.given(book):{shown}}",
        currency=book.currency,
        done=_with(book.context["return_url"], f"token={book.id}&PayerID={till.PAYER}"),
        back=_with(book.context["cancel_url"], f"token={book.id}"),
        lines=list(_lines(book)),
        later=False,
        levers=_levers(book, state),
        remark=_remark(book),
    )


def state_of(book: Book) -> State:
    """In the words of all stand-ins. Who was declined can choose another card."""
    captures = book.payments.get("captures", [])
    if captures:
        status, held = captures[0]["status"], "BUYER_COMPLAINT"
        if status in _TAKEN or captures[0].get("status_details", {}).get("reason") == held:
            return "paid"
        return "processing" if status == "PENDING" else "failed"
    if book.status == "APPROVED":
        return "open" if book.declined else "approved"
    return "expired" if book.status == "VOIDED" else "open"


def _levers(book: Book, state: State) -> tuple[str, ...]:
    known: dict[State, tuple[str, ...]] = {
        "open": ("expire",),
        "approved": ("expire",),
        "processing": ("confirm", "fail"),
    }
    if state != "paid":
        return known.get(state, ())
    if book.payments["captures"][0]["status"] == "PENDING":
        return ("win", "lose")
    waiting = any(one["status"] == "PENDING" for one in book.payments["refunds"])
    return ("refund", "dispute", *(("confirm", "fail") if waiting else ()))


def _remark(book: Book) -> str:
    reasons = (one.get("status_details", {}) for one in book.payments.get("captures", []))
    return ", ".join(one["reason"].replace("_", " ").lower() for one in reasons if one)


def _lines(book: Book) -> Iterator[Line]:
    for item in book.unit.get("items", []):
        price = Decimal(item["unit_amount"]["value"]) * int(item["quantity"])
        yield Line(item["name"], int(item["quantity"]), str(price), item.get("description", ""))
    for name, amount in book.unit["amount"].get("breakdown", {}).items():
        if name != "item_total":
            sign = "-" if "discount" in name else ""
            yield Line(name.replace("_", " ").capitalize(), 1, sign + amount["value"])


def _with(url: str, query: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query="&".join(filter(None, (parts.query, query)))).geturl()
