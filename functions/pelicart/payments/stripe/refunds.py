"""What was given back of a charge, and giving back more; https://docs.stripe.com/refunds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pelicart.errors import ProviderRefused

if TYPE_CHECKING:
    from stripe import Charge, Refund, StripeClient
    from stripe.params import RefundListParams

FAILED = frozenset({"failed", "canceled"})
"""Refunds whose money is ours again. Any other counts, be it `pending` or a status to come."""

KEY = "key"
"""The metadata that names what a refund was asked for: Stripe may forget idempotency keys after a
day, and its own lists never."""


def refunded(client: StripeClient, charge: Charge) -> int:
    """What went back or is under way, in Stripe's units, from a charge with its `refunds`.

    Added up here, as a refund may fail weeks after it succeeded.
    """
    expanded = charge.refunds
    if expanded is None or expanded.has_more:
        return _sum(_all(client, {"charge": charge.id, "limit": 100}))
    return _sum(expanded.data)


def give_back(
    client: StripeClient, intent: str, amount: int, marks: Mapping[str, str], key: str
) -> None:
    """Makes the refund of this key once; `ProviderRefused` if it failed, now or before."""
    made = _earlier(client, intent, key)
    if made is None:
        made = client.v1.refunds.create(
            {"payment_intent": intent, "amount": amount, "metadata": {**marks, KEY: key}},
            {"idempotency_key": key},
        )
    if made.status in FAILED:
        raise ProviderRefused(f"refund {made.status}", refund=made.id)


def _earlier(client: StripeClient, intent: str, key: str) -> Refund | None:
    listed = _all(client, {"payment_intent": intent, "limit": 100})
    return next((one for one in listed if getattr(one.metadata, KEY, "") == key), None)


def _all(client: StripeClient, of: RefundListParams) -> Iterable[Refund]:
    return client.v1.refunds.list(of).auto_paging_iter()


def _sum(refunds: Iterable[Refund]) -> int:
    return sum(one.amount for one in refunds if one.status not in FAILED)
