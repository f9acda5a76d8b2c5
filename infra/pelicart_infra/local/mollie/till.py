"""What happens to money: paid, authorized, on its way, given back, charged back.

https://docs.mollie.com/docs/handling-payment-status and https://docs.mollie.com/docs/refunds.
"""

from __future__ import annotations

from decimal import Decimal

from pelicart_infra.local.mollie.ledger import Book, Ledger, Object, named
from pelicart_infra.local.mollie.rules import (
    OF_CAPTURE,
    OF_REFUND,
    Said,
    known,
    metadata,
    refused,
    units,
)

MODES = {"capture": ("automatic", "manual"), "cancelable": ("transfers", "all")}
"""Whether a payment is taken at once or only authorized, as a merchant's account may say; and
which open payments the merchant can cancel: of most methods, none."""

TRANSFER = 12 * 86400
"""Seconds that a bank transfer may take."""

UNDER_WAY = frozenset({"pending", "processing"})


def pay(ledger: Ledger, book: Book, *, manual: bool) -> None:
    """By card: taken at once, or authorized until it is captured."""
    _still_open(book)
    book.payment["method"] = "creditcard"
    if manual:
        book.payment["captureMode"] = "manual"
        _ends(ledger, book, "authorized")
        book.payment["isCancelable"] = True
    else:
        _ends(ledger, book, "paid")


def transfer(ledger: Ledger, book: Book) -> None:
    """The shopper was told where to pay: that stays open until the money came, or time is up."""
    _still_open(book)
    book.payment.update(
        method="banktransfer",
        isCancelable=True,
        expiresAt=ledger.stamp(TRANSFER),
        details={"transferReference": "RF12-3456-7890-1234"},
    )


def confirm(ledger: Ledger, book: Book) -> None:
    """The transfer came, or what is being given back arrived."""
    if book.payment["method"] == "banktransfer" and book.status == "open":
        _ends(ledger, book, "paid")
    else:
        _refunds_become(book, "refunded")


def fail(ledger: Ledger, book: Book) -> None:
    """The transfer won't come, or what was being given back came back."""
    if book.status == "open":
        _ends(ledger, book, "failed")
    else:
        _refunds_become(book, "failed")


def end(ledger: Ledger, book: Book, status: str) -> None:
    """A payment that nobody made: canceled or expired."""
    _still_open(book)
    _ends(ledger, book, status)


def cancel(ledger: Ledger, book: Book) -> None:
    """At the merchant's wish, where the method allows it."""
    if not book.payment.get("isCancelable"):
        raise refused("The payment cannot be cancelled")
    _ends(ledger, book, "canceled")


def capture(ledger: Ledger, book: Book, said: Said) -> Object:
    """Takes what was authorized, all of it unless an amount is named; once."""
    known(said, OF_CAPTURE)
    if book.status != "authorized":
        raise refused("The payment is not in a state that allows captures")
    value = units(said["amount"]) if "amount" in said else book.total
    if not 0 < value <= book.total:
        raise refused("The amount is higher than the maximum", "amount")
    _ends(ledger, book, "paid")
    return _added(ledger, book, book.captures, "capture", value, said, status="succeeded")


def refund(ledger: Ledger, book: Book, said: Said, status: str = "pending") -> Object:
    """Gives back part or all of what was taken and is still there."""
    known(said, OF_REFUND)
    metadata(said)
    if book.status != "paid":
        raise refused("The payment can't be refunded in its state")
    value, left = units(said.get("amount")), book.taken - book.given_back
    if said["amount"]["currency"] != book.payment["amount"]["currency"]:
        raise refused("The currency differs from the payment's", "amount.currency")
    if not 0 < value <= left:
        raise refused("The amount is higher than the maximum", "amount")
    return _added(ledger, book, book.refunds, "refund", value, said, status=status)


def charge_back(ledger: Ledger, book: Book) -> None:
    """The shopper's bank takes it all back."""
    if book.status != "paid" or book.charged_back:
        raise refused("There is nothing to charge back")
    _added(ledger, book, book.chargebacks, "chargeback", book.taken, {}, reversedAt=None)


def reverse(ledger: Ledger, book: Book) -> None:
    """The bank gives it back to the merchant."""
    if not book.charged_back:
        raise refused("Nothing was charged back")
    for one in book.chargebacks:
        one["reversedAt"] = one["reversedAt"] or ledger.stamp()


def _still_open(book: Book) -> None:
    if book.status != "open":
        raise refused(f"The payment is {book.status}, not open")


def _ends(ledger: Ledger, book: Book, status: str) -> None:
    for name in ("isCancelable", "expiresAt"):
        book.payment.pop(name, None)
    book.payment.update({"status": status, f"{status}At": ledger.stamp()})


def _refunds_become(book: Book, status: str) -> None:
    under_way = [one for one in book.refunds if one["status"] in UNDER_WAY]
    if not under_way:
        raise refused("Nothing is on its way")
    for one in under_way:
        one["status"] = status


def _added(
    ledger: Ledger,
    book: Book,
    entries: list[Object],
    kind: str,
    value: Decimal,
    said: Said,
    **more: object,
) -> Object:
    made = {
        "resource": kind,
        "id": named({"capture": "cpt", "refund": "re", "chargeback": "chb"}[kind]),
        "paymentId": book.payment["id"],
        "amount": book.amount(value),
        "metadata": said.get("metadata"),
        "createdAt": ledger.stamp(),
        **more,
    }
    entries.append(made)
    return made
