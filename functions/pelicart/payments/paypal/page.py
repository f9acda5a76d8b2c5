"""What PayPal is asked to show and to take; fields of `POST /v2/checkout/orders`.

Nothing personal goes here: PayPal knows its payer, and we ship to the address we were given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pelicart.errors import ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import Urls, Words
from pelicart.payments.paypal.amounts import wire_text
from pelicart.quote import PricedLine

LOCALES = frozenset({
    "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR", "en-AU", "en-CA", "en-GB", "en-US",
    "es-ES", "es-MX", "fi-FI", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "he-IL", "hu-HU", "id-ID",
    "it-IT", "ja-JP", "ko-KR", "nl-BE", "nl-NL", "no-NO", "pl-PL", "pt-BR", "pt-PT", "ru-RU",
    "sk-SK", "sv-SE", "th-TH", "zh-CN", "zh-HK", "zh-TW",
})  # fmt: skip
USUAL = {"de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "nb": "no-NO", "nn": "no-NO",
         "nl": "nl-NL", "pt": "pt-PT", "zh": "zh-CN"}  # fmt: skip
"""Where a language is spoken if it doesn't say, and there are several places."""

MOST_ITEMS = 100
LONGEST = 127
"""Characters of a name, a description or an SKU."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of PayPal's page: its price is `unit` minor units, `quantity` times."""

    name: str
    unit: int
    quantity: int
    sku: str
    description: str = ""


def order_body(order: Order, urls: Urls, words: Words, shop: str) -> bytes:
    """The whole request; the same order gives the same bytes. `ProviderRefused` if it can't be."""
    unit: dict[str, Any] = {
        "reference_id": shop,
        "custom_id": order.id,
        # An account may refuse a second payment by the same invoice number.
        "invoice_id": f"{order.number}-{order.attempt}",
        "description": words.order[:LONGEST],
        "amount": _amount(order.total, order.currency),
    }
    body = {
        "intent": "CAPTURE",
        "purchase_units": [unit | _breakdown(order)],
        "payment_source": {"paypal": {"experience_context": _context(order, urls)}},
    }
    return json.dumps(body).encode()


def _context(order: Order, urls: Urls) -> dict[str, str]:
    """How the page behaves; what a bank would still have to clear isn't offered there."""
    locale = _locale(order.language)
    return {
        "return_url": urls.done,
        "cancel_url": urls.back,
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
        **({"locale": locale} if locale else {}),
    }


def _breakdown(order: Order) -> dict[str, Any]:
    """The parts of the total with their items if they make it up to the unit, else nothing.

    PayPal refuses any difference: ITEM_TOTAL_MISMATCH, AMOUNT_MISMATCH.
    """
    quote, items = order.quote, list(_items(order.quote.lines))
    fee = quote.fee.amount if quote.fee else 0
    parts = {
        "item_total": sum(item.unit * item.quantity for item in items),
        "shipping": quote.delivery.price if quote.delivery else 0,
        "handling": max(fee, 0),
        "tax_total": 0 if quote.included else sum(tax.amount for tax in quote.taxes),
        "discount": quote.relief + max(-fee, 0),
    }
    amounts = [*parts.values(), *(item.unit for item in items)]
    said = all(wire_text(Money(amount, order.currency)) is not None for amount in amounts)
    fits = len(items) <= MOST_ITEMS
    if not said or not fits or sum(parts.values()) - 2 * parts["discount"] != order.total:
        return {}
    breakdown = {
        name: _amount(part, order.currency)
        for name, part in parts.items()
        if part or name == "item_total"
    }
    amount = _amount(order.total, order.currency)
    return {
        "amount": {**amount, "breakdown": breakdown},
        "items": [_item(item, order.currency) for item in items],
    }


def _items(lines: tuple[PricedLine, ...]) -> Iterator[_Item]:
    for line in lines:
        choice = ", ".join(f"{name}: {value}" for name, value in line.choice)
        yield _Item(line.name, line.unit, line.quantity, line.sku, choice)
        for extra in line.extras:
            yield _Item(extra.name, extra.unit, line.quantity, extra.sku, line.name)


def _item(item: _Item, currency: str) -> dict[str, Any]:
    texts = {"name": item.name, "sku": item.sku, "description": item.description}
    return {
        **{name: text[:LONGEST] for name, text in texts.items() if text},
        "quantity": str(item.quantity),
        "unit_amount": _amount(item.unit, currency),
    }


def _amount(minor: int, currency: str) -> dict[str, str]:
    value = wire_text(Money(minor, currency))
    if value is None:
        raise ProviderRefused(f"no amount of PayPal's in {currency}")
    return {"currency_code": currency, "value": value}


def _locale(language: str) -> str:
    """PayPal's five letters for the order's language; empty if it doesn't speak it."""
    wanted = language.replace("_", "-")
    if wanted in LOCALES:
        return wanted
    base = wanted.partition("-")[0]
    return USUAL.get(base) or next((one for one in LOCALES if one.startswith(f"{base}-")), "")
