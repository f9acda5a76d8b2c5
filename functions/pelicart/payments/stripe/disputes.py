"""Charges that the shopper's bank asked back; https://docs.stripe.com/disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pelicart.errors import ProviderDown
from pelicart.payments.base import Dispute

if TYPE_CHECKING:
    from stripe import Charge, StripeClient
    from stripe import Dispute as StripeDispute

HARMLESS = frozenset({
    "warning_needs_response", "warning_under_review", "warning_closed", "prevented",
})  # fmt: skip
"""Inquiries, and what never became a dispute: no money was taken."""

TAKEN = frozenset({"lost", "appeal_needs_response", "appeal_under_review"})
"""The bank has the money; after an appeal it may come back."""

DECIDED = frozenset({"won", "lost"})


def disputed(client: StripeClient, charge: Charge, left: int) -> tuple[Dispute, int]:
    """What became of a charge's disputes, and what banks took for good of a part of it.

    `left` is what wasn't refunded, in Stripe's units. A part that is lost counts as given back,
    since the rest of the order stands; `lost` says that nothing is left. Asks Stripe only if the
    charge says that it is disputed. A status we don't know is an open one.
    """
    if not charge.disputed:
        return "", 0
    found = client.v1.disputes.list({"charge": charge.id, "limit": 100}).data
    if not found:
        raise ProviderDown("a disputed charge without its dispute", charge=charge.id)
    serious = [one for one in found if one.status not in HARMLESS]
    part = sum(one.amount for one in serious if one.status in TAKEN)
    whole = part >= left or any(one.currency != charge.currency for one in serious)
    return _outcome(serious, whole=whole), 0 if whole else part


def _outcome(serious: list[StripeDispute], *, whole: bool) -> Dispute:
    statuses = {one.status for one in serious}
    if statuses - DECIDED:
        return "open"
    if "lost" in statuses:
        return "lost" if whole else ""
    return "won" if statuses else ""
