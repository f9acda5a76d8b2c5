"""Refunds that a payment already has; https://docs.mollie.com/docs/refunds.

Mollie forgets an idempotency key after a day: each refund of ours carries its key itself.
"""

from __future__ import annotations

from typing import Any

from pelicart.errors import ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.mollie.amounts import wire_amount
from pelicart.payments.mollie.payment import Said, counts, embedded, payment_of, text_of


def refund_params(amount: Money, key: str) -> dict[str, Any]:
    """The whole request."""
    return {"amount": wire_amount(amount), "metadata": {"key": key}}


def given(said: Said, key: str) -> bool | None:
    """Whether the refund that was asked for with this key stands; None if there is none."""
    asked = [
        counts(refund)
        for refund in embedded(said, "refunds") or ()
        if text_of(refund, "metadata", "key") == key
    ]
    return any(asked) if asked else None


def check_refund(said: Said, order: Order, amount: Money) -> None:
    """Raises `ProviderRefused` for more than is left: Mollie itself may give more than was paid."""
    payment = payment_of(said)
    left = payment.captured.minor - max(payment.refunded.minor, order.refunded)
    if amount.currency != payment.captured.currency or not 0 < amount.minor <= left:
        raise ProviderRefused("more than is left of it", order=order.id)
