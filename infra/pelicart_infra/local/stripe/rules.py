"""What Stripe refuses beyond wrong types when a session is made.

https://docs.stripe.com/api/checkout/sessions/create and https://docs.stripe.com/currencies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pelicart_infra.local.standin import Refusal

Parameters = Mapping[str, Any]

SOONEST, LATEST = 30 * 60, 24 * 60 * 60
MOST_LINES = 100
LARGEST = 99_999_999
IN_TENS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
IN_HUNDREDS = frozenset({"isk", "ugx"})


def check_session(parameters: Parameters, now: int) -> None:
    """Raises `Refusal` for the first thing wrong."""
    for name in ("mode", "line_items", "success_url"):
        if not parameters.get(name):
            raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if parameters["mode"] != "payment":
        raise Refusal("The stand-in knows payments only.", param="mode")
    for name in ("success_url", "cancel_url"):
        if parameters.get(name) is not None:
            _address(parameters[name], name)
    _short(parameters.get("client_reference_id", ""), 200, "client_reference_id")
    _email(parameters.get("customer_email"))
    _metadata(parameters.get("metadata", {}), "metadata")
    of_payment = parameters.get("payment_intent_data", {}).get("metadata", {})
    _metadata(of_payment, "payment_intent_data[metadata]")
    _lines(parameters["line_items"])
    _expiry(parameters.get("expires_at", now + LATEST), now)


def total_of(parameters: Parameters) -> int:
    """Sum of the lines, in the currency's units as the API counts them."""
    return sum(
        line.get("quantity", 1) * line["price_data"]["unit_amount"]
        for line in parameters["line_items"]
    )


def _expiry(at: int, now: int) -> None:
    if not now + SOONEST <= at <= now + LATEST:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout"
            " Session creation.",
            param="expires_at",
        )


def _lines(lines: list[Parameters]) -> None:
    if len(lines) > MOST_LINES:
        raise Refusal(f"Too many lines: {len(lines)}.", param="line_items")
    for index, line in enumerate(lines):
        _line(line, f"line_items[{index}]")
    if len({line["price_data"]["currency"] for line in lines}) != 1:
        raise Refusal("The lines must have one currency.", param="line_items")
    if total_of({"line_items": lines}) > LARGEST:
        raise Refusal("Amount must be no more than 999,999.99.", code="amount_too_large")


def _line(line: Parameters, at: str) -> None:
    price = line.get("price_data")
    if price is None or "unit_amount" not in price or "product_data" not in price:
        raise Refusal(
            "The stand-in knows price_data with unit_amount and product_data only.",
            code="parameter_missing",
            param=f"{at}[price_data]",
        )
    if line.get("quantity", 0) < 1:
        raise Refusal("Quantity must be at least 1.", param=f"{at}[quantity]")
    _amount(price["unit_amount"], price["currency"], f"{at}[price_data]")
    _product(price["product_data"], f"{at}[price_data][product_data]")


def _amount(amount: int, currency: str, at: str) -> None:
    if len(currency) != 3 or not currency.isascii() or not currency.islower():
        raise Refusal(f"Invalid currency: {currency}.", param=f"{at}[currency]")
    step = 10 if currency in IN_TENS else 100 if currency in IN_HUNDREDS else 1
    if amount < 0 or amount % step:
        raise Refusal(
            f"Invalid non-negative integer in steps of {step}: {amount}",
            code="parameter_invalid_integer",
            param=f"{at}[unit_amount]",
        )


def _product(product: Parameters, at: str) -> None:
    _short(product["name"], 250, f"{at}[name]")
    for name in ("name", "description"):
        if product.get(name) == "":
            raise Refusal(
                f"You passed an empty string for '{at}[{name}]'.",
                code="parameter_invalid_empty",
                param=f"{at}[{name}]",
            )
    images = product.get("images", [])
    if len(images) > 8:
        raise Refusal("At most 8 images.", param=f"{at}[images]")
    for index, image in enumerate(images):
        _address(image, f"{at}[images][{index}]")


def _metadata(metadata: Mapping[str, str], at: str) -> None:
    if len(metadata) > 50:
        raise Refusal("Metadata can have up to 50 keys.", param=at)
    for key, value in metadata.items():
        _short(key, 40, f"{at}[{key}]")
        _short(value, 500, f"{at}[{key}]")


def _email(text: str | None) -> None:
    if text is not None and (text.count("@") != 1 or " " in text or text.startswith("@")):
        raise Refusal(
            f"Invalid email address: {text}", code="email_invalid", param="customer_email"
        )


def _address(url: str, at: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii():
        raise Refusal("Not a valid URL", code="url_invalid", param=at)


def _short(text: str, most: int, at: str) -> None:
    if len(text) > most:
        raise Refusal(f"Invalid string: at most {most} characters.", param=at)
