"""Invoices and credit notes of an order, as they were numbered: what each says, to the cent.

An order's `invoice` is {number, at, supplied, seller, tax_id, note} as it was when it was issued;
`credits` are {number, at, amount} each: what more was given back since the one before, negative if
a refund came back. All sums are the quote's own: no tax is worked out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pelicart.money import share, split
from pelicart.order import Order, State
from pelicart.quote import Quote, TaxAmount
from pelicart.settings import Shop
from pelicart.views import CreditNote, InvoiceView, MethodChoice

INVOICED: tuple[State, ...] = ("paid", "fulfilled", "part_refunded", "refunded", "disputed")
"""States of an order whose money came."""


def wants_invoice(order: Order) -> bool:
    """Whether it is to have an invoice and has none; one that was erased has nobody to name."""
    there = order.state in INVOICED and order.captured and order.total
    return bool(there) and not order.invoice and not order.erased


def uncredited(order: Order) -> int:
    """What was given back, in minor units, and stands on no credit note; negative if too much does.

    Only for an order with an invoice, and not while it is looked at.
    """
    if not order.invoice or order.state not in INVOICED:
        return 0
    credited = sum(int(credit["amount"]) for credit in order.credits)
    return min(order.refunded, order.total) - credited


def issued(order: Order, shop: Shop, number: str, now: int) -> dict[str, Any]:
    """An invoice as it is kept: another address of the shop, later, doesn't change it."""
    terms = shop.invoice
    return {
        "number": number,
        "at": now,
        "supplied": _supplied(order),
        "seller": [*(() if shop.name in shop.address else (shop.name,)), *shop.address],
        "tax_id": terms.tax_id if terms else "",
        "note": list(terms.note) if terms else [],
    }


def invoice_view(order: Order, method: MethodChoice | None, token: str) -> InvoiceView:
    """The page of an order's invoice, with its credit notes."""
    paper, paid = order.invoice, _first(order, "paid")
    return InvoiceView(
        number=paper["number"],
        at=paper["at"],
        supplied=paper["supplied"],
        seller=tuple(paper["seller"]),
        tax_id=paper["tax_id"],
        note=tuple(paper["note"]),
        order=order.number,
        created=order.created,
        quote=order.quote,
        untaxed=untaxed(order.quote),
        person=order.person,
        method=method,
        paid=paid,
        token=token,
        credits=credit_notes(order),
        erased=order.erased,
    )


def untaxed(quote: Quote) -> int:
    """What of the total stands on no row of its taxes."""
    return quote.total - sum(tax.base + tax.amount for tax in quote.taxes)


def credit_notes(order: Order) -> tuple[CreditNote, ...]:
    """Each credit note with its taxes; those of all together are the quote's once all went back."""
    left = [_Row(tax.rate, tax.base + tax.amount, tax.amount) for tax in order.quote.taxes]
    left.append(_Row(-1, untaxed(order.quote), 0))
    whole, notes = list(left), []
    for credit in order.credits:
        parts = _parts(whole, left, credit["amount"])
        left = [row.less(part) for row, part in zip(left, parts, strict=True)]
        rows = tuple(TaxAmount(p.rate, p.gross - p.tax, p.tax) for p in parts[:-1] if p.gross)
        notes.append(
            CreditNote(credit["number"], credit["at"], credit["amount"], rows, parts[-1].gross)
        )
    return tuple(notes)


class _Row(NamedTuple):
    """A rate, what is due at it, and the tax in that."""

    rate: int
    gross: int
    tax: int

    def negative(self) -> _Row:
        return _Row(self.rate, -self.gross, -self.tax)

    def less(self, part: _Row) -> _Row:
        return _Row(self.rate, self.gross - part.gross, self.tax - part.tax)


def _parts(whole: Sequence[_Row], left: Sequence[_Row], amount: int) -> list[_Row]:
    """What a credit note takes of what is left; of what was credited so far, if it is negative."""
    if amount >= 0:
        return _taken(left, amount)
    credited = [row.less(rest) for row, rest in zip(whole, left, strict=True)]
    return [part.negative() for part in _taken(credited, -amount)]


def _taken(rows: Sequence[_Row], amount: int) -> list[_Row]:
    """The amount in proportion to rows that hold as much, each with its part of the tax."""
    parts = split(amount, [row.gross for row in rows])
    return [
        _Row(row.rate, part, share(row.tax, part, row.gross) if part else 0)
        for row, part in zip(rows, parts, strict=True)
    ]


def _supplied(order: Order) -> int:
    """When the goods left; before that, when they were paid."""
    left = [entry["at"] for entry in order.history if entry.get("why") == "shipped"]
    return int(left[0]) if left else _first(order, "paid")


def _first(order: Order, state: State) -> int:
    """When it first stood there; else when it was made."""
    times = (entry["at"] for entry in order.history if entry["state"] == state)
    return int(next(times, order.created))
