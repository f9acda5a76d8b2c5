"""Payments as Mollie returns them; https://docs.mollie.com/reference/get-payment.

What can't be read is no answer: never a state that pays.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from pelicart.errors import ProviderDown
from pelicart.money import MalformedMoney, Money
from pelicart.payments.base import Dispute, Payment, PaymentState, Redirect
from pelicart.payments.mollie.amounts import money_of

EMBED = "embed=captures,refunds,chargebacks"
"""What `payment_of` needs beside the payment itself."""

STATES: Mapping[str, PaymentState] = {
    "open": "open",
    "pending": "processing",
    "authorized": "approved",
    "paid": "paid",
    "canceled": "failed",
    "expired": "expired",
    "failed": "failed",
}

# https://docs.mollie.com/docs/refunds: a queued one waits for the merchant's balance.
REFUNDS = {
    "queued": True,
    "pending": True,
    "processing": True,
    "refunded": True,
    "failed": False,
    "canceled": False,
}

Said = Mapping[str, Any]


def payment_of(said: Said) -> Payment:
    """The payment of an answer with `EMBED`; its sums are in the payment's own currency."""
    state, amount = _state(said), money_of(said.get("amount"))
    mode = said.get("mode")
    if mode not in {"live", "test"}:
        raise ProviderDown("an answer without a mode")
    return Payment(
        state=state,
        order=text_of(said, "metadata", "order"),
        session=text_of(said, "id"),
        captured=_captured(said, amount) if state == "paid" else Money(0, amount.currency),
        refunded=_refunded(said, amount.currency),
        live=mode == "live",
        reference=text_of(said, "id"),
        dispute=_dispute(said),
    )


def hand_off(said: Said, expires: int) -> Redirect | None:
    """Its page, if it still has one; `expires` is for when Mollie doesn't say until when."""
    url = text_of(said, "_links", "checkout", "href")
    with suppress(ValueError, OverflowError):
        expires = int(datetime.fromisoformat(text_of(said, "expiresAt")).timestamp())
    return Redirect(url, text_of(said, "id"), expires) if url else None


def counts(refund: Said) -> bool:
    """Whether it is under way or was given: one that failed doesn't count."""
    status = text_of(refund, "status")
    if status not in REFUNDS:
        raise ProviderDown("a refund with an unknown status")
    return REFUNDS[status]


def embedded(said: Said, name: str) -> list[Said] | None:
    """What was asked for beside the payment; None if it didn't come, which means there is none."""
    below = said.get("_embedded")
    found = below.get(name) if isinstance(below, Mapping) else None
    if found is not None and not isinstance(found, list):
        raise ProviderDown(f"an answer with other {name} than a list")
    if found and not all(isinstance(one, Mapping) for one in found):
        raise ProviderDown(f"an answer with {name} that are none")
    return found


def text_of(said: object, *path: str) -> str:
    """The text below these keys, empty if there is none."""
    for key in path:
        said = said.get(key) if isinstance(said, Mapping) else None
    return said if isinstance(said, str) else ""


def _state(said: Said) -> PaymentState:
    status = text_of(said, "status")
    if status not in STATES:
        raise ProviderDown("an answer with an unknown status")
    if status == "open" and text_of(said, "method") == "banktransfer":
        return "processing"  # the shopper was told where to pay: open, for Mollie, up to two weeks
    taken = any(text_of(one, "status") != "failed" for one in embedded(said, "captures") or ())
    return "processing" if status == "authorized" and taken else STATES[status]


def _captured(said: Said, amount: Money) -> Money:
    """All of it, unless the merchant's account leaves it to captures how much is taken."""
    return money_of(said.get("amountCaptured")) if said.get("captureMode") == "manual" else amount


def _refunded(said: Said, currency: str) -> Money:
    refunds = embedded(said, "refunds")
    if refunds is None:
        total = said.get("amountRefunded")
        return money_of(total) if total is not None else Money(0, currency)
    try:
        counted = [money_of(one.get("amount")) for one in refunds if counts(one)]
        return sum(counted, Money(0, currency))
    except MalformedMoney:
        raise ProviderDown("refunds in another currency") from None


def _dispute(said: Said) -> Dispute:
    """Money that the shopper's bank took back stays with it unless it reverses that."""
    chargebacks = embedded(said, "chargebacks") or []
    if any(not text_of(one, "reversedAt") for one in chargebacks):
        return "open"
    if chargebacks:
        return "won"
    back = said.get("amountChargedBack")
    return "open" if back is not None and money_of(back).minor else ""
