"""What an export says of an order: names and meaning stay, others may join them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pelicart.money import Money
from pelicart.order import Order
from pelicart.orders.erasing import ON_INVOICE
from pelicart.quote import PricedLine

VERSION = 1


def told(order: Order, *, contact: bool = False) -> dict[str, Any]:
    """One order as plain data; amounts in minor units of its currency, times in UTC.

    Of its shopper what an invoice has, name and address; e-mail, phone and what was to be engraved
    only with `contact`.
    """
    person = order.person if contact else {k: v for k, v in order.person.items() if k in ON_INVOICE}
    quote = order.quote
    return {
        "v": VERSION,
        "number": order.number,
        "id": order.id,
        "created": moment(order.created),
        "state": order.state,
        "method": order.method,
        "module": order.module,
        "live": order.live,
        "currency": order.currency,
        "total": order.total,
        "goods": quote.goods,
        "delivery": quote.delivery.price if quote.delivery else 0,
        "delivery_name": quote.delivery.name if quote.delivery else "",
        "fee": quote.fee.amount if quote.fee else 0,
        "relief": quote.relief,
        "tax_included": quote.included,
        "taxes": [{"rate": t.rate, "base": t.base, "amount": t.amount} for t in quote.taxes],
        "country": quote.country,
        "captured": order.captured,
        "refunded": order.refunded,
        "reference": order.reference,
        "paid": moment(_first(order, "paid")),
        "shipped": moment(_first(order, "", "shipped")),
        "invoice": order.invoice.get("number", ""),
        "invoiced": moment(order.invoice.get("at", 0)),
        "credits": [
            {"number": one["number"], "at": moment(one["at"]), "amount": one["amount"]}
            for one in order.credits
        ],
        "person": dict(person),
        "lines": [_line(line, contact=contact) for line in quote.lines],
    }


def _line(line: PricedLine, *, contact: bool) -> dict[str, Any]:
    return {
        "sku": line.sku,
        "name": line.name,
        "choice": dict(line.choice),
        "quantity": line.quantity,
        "unit": line.unit,
        "total": line.total,
        "tax": line.tax,
        "extras": [
            {"sku": e.sku, "name": e.name, "unit": e.unit, **({"text": e.text} if contact else {})}
            for e in line.extras
        ],
    }


COLUMNS = (
    *("number", "created", "state", "method", "module", "live", "currency", "total", "goods"),
    *("delivery", "fee", "tax", "country", "captured", "refunded", "reference", "paid", "shipped"),
    *("invoice", "invoiced", "credits", "items", "name", "line1", "line2", "postcode", "city"),
    *("region",),
)
CONTACT = ("email", "phone")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
AMOUNTS = ("total", "goods", "delivery", "fee", "tax", "captured", "refunded")


def row(data: Mapping[str, Any], columns: tuple[str, ...]) -> list[str]:
    """An order as a row: amounts with their decimals, texts as a spreadsheet may take them."""
    flat = {
        **data["person"],
        **data,
        "tax": sum(tax["amount"] for tax in data["taxes"]),
        "credits": " ".join(one["number"] for one in data["credits"]),
        "items": "; ".join(f"{line['quantity']} {line['sku']}" for line in data["lines"]),
        "live": "live" if data["live"] else "test",
    }
    currency = data["currency"]
    return [
        plain(flat[name], currency) if name in AMOUNTS else guarded(str(flat.get(name, "")))
        for name in columns
    ]


def plain(minor: int, currency: str) -> str:
    """The amount as a number with a point."""
    return str(Money(minor, currency)).partition(" ")[0]


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def moment(epoch: int) -> str:
    """2027-01-15T08:00:00Z; empty for 0."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if epoch else ""


def _first(order: Order, state: str, why: str = "") -> int:
    found = (e["at"] for e in order.history if e["state"] == state or (why and e.get("why") == why))
    return next(found, 0)
