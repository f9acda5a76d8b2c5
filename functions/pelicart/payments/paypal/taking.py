"""Taking what the payer agreed to; https://developer.paypal.com/docs/api/orders/v2/#orders_capture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pelicart.errors import ProviderRefused
from pelicart.payments.base import Payment
from pelicart.payments.paypal.client import Client
from pelicart.quote import digest

UNPROCESSABLE = 422

TO_PAYPAL_AGAIN = frozenset({
    "INSTRUMENT_DECLINED", "ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED", "PAYER_CANNOT_PAY",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING", "TRANSACTION_REFUSED",
})  # fmt: skip
"""Refusals after which the payer may choose another way to pay, on the same page of PayPal's.
https://developer.paypal.com/docs/checkout/standard/customize/handle-funding-failures/"""

Read = Callable[[Mapping[str, Any]], Payment]


def taken(client: Client, path: str, found: Mapping[str, Any], read: Read) -> Payment:
    """The payment after PayPal was asked for the money of the order `found` below `path`.

    What isn't approved is left as it is. After a refusal it is read again: it is still `open` if
    the payer can choose otherwise, else it has `failed`.
    """
    payment = read(found)
    if payment.state != "approved":
        return payment
    try:
        key = _key(payment.session, found)
        return read(client.call("POST", f"{path}/capture", b"{}", key, session=payment.session))
    except ProviderRefused as refused:
        if refused.ids.get("status") != UNPROCESSABLE:
            raise  # the request was wrong, which says nothing of the payer
        again = read(client.call("GET", path, session=payment.session))
        if again.state != "approved":
            return again  # as with ORDER_ALREADY_CAPTURED
        return replace(again, state="open" if str(refused) in TO_PAYPAL_AGAIN else "failed")


def _key(session: str, found: Mapping[str, Any]) -> str:
    """The same for the same approval, another once the payer has agreed anew.

    PayPal repeats its answer to a key, perhaps a refusal too. That an order's money is taken once
    doesn't hang on the key: a second capture is refused with ORDER_ALREADY_CAPTURED.
    """
    agreed = digest(found.get("update_time"), found.get("payment_source"))
    return f"capture:{session}:{agreed[:16]}"
