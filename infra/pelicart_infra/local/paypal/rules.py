"""What PayPal takes for an order; https://developer.paypal.com/docs/api/orders/v2/#orders_create.

Field names that aren't in its documents are refused, where PayPal would ignore them: a slip of the
pen should show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from pelicart_infra.local.paypal.amounts import read
from pelicart_infra.local.paypal.refusals import invalid, unprocessable

_ADDED = ("item_total", "shipping", "handling", "tax_total", "insurance")
_TAKEN_OFF = ("discount", "shipping_discount")
_UNIT = {"reference_id": 256, "custom_id": 127, "invoice_id": 127, "description": 127,
         "soft_descriptor": 22}  # fmt: skip
_ITEM = {"name": 127, "sku": 127, "description": 127, "url": 2048, "category": 20}
_CONTEXT: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "brand_name": r".{1,127}",
        "locale": r"[a-z]{2}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?",
        "landing_page": r"LOGIN|GUEST_CHECKOUT|NO_PREFERENCE|BILLING",
        "shipping_preference": r"GET_FROM_FILE|NO_SHIPPING|SET_PROVIDED_ADDRESS",
        "user_action": r"CONTINUE|PAY_NOW",
        "payment_method_preference": r"UNRESTRICTED|IMMEDIATE_PAYMENT_REQUIRED",
        "return_url": r"https?://\S+",
        "cancel_url": r"https?://\S+",
    }.items()
}

Json = Mapping[str, Any]


def check(order: Json) -> None:
    """`Refusal` for what PayPal doesn't take: one order of one purchase unit, paid by PayPal."""
    _known(order, {"intent", "purchase_units", "payment_source"}, "/")
    if order.get("intent") != "CAPTURE":
        raise invalid("INVALID_PARAMETER_VALUE", "/intent")
    units = order.get("purchase_units")
    if not isinstance(units, list) or len(units) != 1 or not isinstance(units[0], dict):
        raise invalid("INVALID_ARRAY_MAX_ITEMS", "/purchase_units")
    _unit(units[0], "/purchase_units/@reference_id=='default'")
    _source(order.get("payment_source"))


def _source(source: object) -> None:
    where = "/payment_source/paypal/experience_context"
    paypal = source.get("paypal") if isinstance(source, dict) and set(source) == {"paypal"} else 0
    context = paypal.get("experience_context") if isinstance(paypal, dict) else None
    if not isinstance(context, dict):
        raise invalid("MISSING_REQUIRED_PARAMETER", where)
    _known(context, set(_CONTEXT), where)
    for name, value in context.items():
        if not isinstance(value, str) or not _CONTEXT[name].fullmatch(value):
            raise invalid("INVALID_PARAMETER_VALUE", f"{where}/{name}")
    for name in ("return_url", "cancel_url"):
        if not urlsplit(context.get(name, "")).netloc:
            raise invalid("MISSING_REQUIRED_PARAMETER", f"{where}/{name}")


def _unit(unit: Json, where: str) -> None:
    _known(unit, {*_UNIT, "amount", "items"}, where)
    _texts(unit, _UNIT, where)
    amount, items = unit.get("amount"), unit.get("items", [])
    value = read(amount, f"{where}/amount")
    if not value:
        raise unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", f"{where}/amount/value")
    if not isinstance(amount, Mapping) or not isinstance(items, list):
        raise invalid("INVALID_PARAMETER_SYNTAX", where)
    breakdown, currency = amount.get("breakdown") or {}, amount["currency_code"]
    total = sum(
        (_item(one, currency, f"{where}/items/{n}") for n, one in enumerate(items)), Decimal()
    )
    if items and "item_total" not in breakdown:
        raise unprocessable("ITEM_TOTAL_REQUIRED", f"{where}/amount/breakdown/item_total")
    if breakdown:
        _adds_up(breakdown, currency, value, total if items else None, f"{where}/amount")


def _adds_up(
    breakdown: Json, currency: str, value: Decimal, items: Decimal | None, where: str
) -> None:
    _known(breakdown, {*_ADDED, *_TAKEN_OFF}, f"{where}/breakdown")
    parts = {
        name: read(part, f"{where}/breakdown/{name}", currency) for name, part in breakdown.items()
    }
    if items is not None and parts["item_total"] != items:
        raise unprocessable("ITEM_TOTAL_MISMATCH", f"{where}/breakdown/item_total/value")
    added = sum((parts.get(name, Decimal()) for name in _ADDED), Decimal())
    off = sum((parts.get(name, Decimal()) for name in _TAKEN_OFF), Decimal())
    if added - off != value:
        raise unprocessable("AMOUNT_MISMATCH", f"{where}/value")


def _item(item: object, currency: str, where: str) -> Decimal:
    if not isinstance(item, dict) or not item.get("name"):
        raise invalid("MISSING_REQUIRED_PARAMETER", f"{where}/name")
    _known(item, {*_ITEM, "quantity", "unit_amount"}, where)
    _texts(item, _ITEM, where)
    quantity = item.get("quantity")
    if not isinstance(quantity, str) or not re.fullmatch(r"[1-9][0-9]{0,9}", quantity, re.ASCII):
        raise invalid("INVALID_PARAMETER_SYNTAX", f"{where}/quantity")
    return read(item.get("unit_amount"), f"{where}/unit_amount", currency) * int(quantity)


def _texts(of: Json, longest: Mapping[str, int], where: str) -> None:
    for name, most in longest.items():
        text = of.get(name, "-")
        if not isinstance(text, str) or not 1 <= len(text) <= most:
            raise invalid("INVALID_STRING_LENGTH", f"{where}/{name}")


def _known(of: Json, names: set[str], where: str) -> None:
    for name in set(of) - names:
        raise invalid("INVALID_PARAMETER", f"{where}/{name}")
