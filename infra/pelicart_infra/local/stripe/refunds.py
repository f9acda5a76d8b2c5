"""Money that goes back: succeeded, under way or failed; https://docs.stripe.com/refunds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.stripe.ledger import Ledger, Object
from pelicart_infra.local.stripe.till import session_of

STATUSES = ("succeeded", "pending", "failed")
_OVER = frozenset({"failed", "canceled"})


def known(ledger: Ledger, session: Object) -> list[Object]:
    """The refunds of a session's payment, the oldest first."""
    intent = session["payment_intent"]
    return [one for one in ledger.all("re") if one["payment_intent"] == intent]


def refund(ledger: Ledger, parameters: Mapping[str, Any]) -> Object:
    """Gives back part or all of a charge; what is asked for must still be there."""
    charge = _charge_of(ledger, parameters)
    if charge["disputed"] and not _refundable(ledger, charge):
        raise Refusal("This charge has been charged back.", code="charge_disputed")
    left = charge["amount"] - charge["amount_refunded"]
    amount = parameters.get("amount", left)
    if not left:
        raise Refusal("The charge has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise Refusal(f"Refund amount ({amount}) is greater than {left}.", param="amount")
    made = ledger.add(
        "re",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        failure_reason=None,
        metadata=parameters.get("metadata", {}),
        payment_intent=charge["payment_intent"],
        reason=parameters.get("reason"),
        status="succeeded",
    )
    _becomes(ledger, made, ledger.refunds(), first=True)
    return made


def ends(ledger: Ledger, session: Object, status: str) -> None:
    """The newest refund of a session that isn't over yet succeeds, or the bank sends it back."""
    since = {"pending"} if status == "succeeded" else {"pending", "succeeded"}
    for one in reversed(known(ledger, session)):
        if one["status"] in since:
            _becomes(ledger, one, status, first=False)
            return
    raise Refusal(f"No refund of this payment can become {status}.")


def _becomes(ledger: Ledger, made: Object, status: str, *, first: bool) -> None:
    made["status"] = status
    made["failure_reason"] = "expired_or_canceled_card" if status == "failed" else None
    charge = ledger.get("ch", made["charge"])
    of_charge = [one for one in ledger.all("re") if one["charge"] == charge["id"]]
    charge["amount_refunded"] = sum(
        one["amount"] for one in of_charge if one["status"] not in _OVER
    )
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    session = session_of(ledger, made["payment_intent"])
    ledger.told("refund.created" if first else "refund.updated", session, made)
    if status == "failed":
        ledger.told("refund.failed", session, made)
    elif first:
        ledger.told("charge.refunded", session, charge)


def _charge_of(ledger: Ledger, parameters: Mapping[str, Any]) -> Object:
    if "payment_intent" in parameters:
        intent = ledger.get("pi", parameters["payment_intent"])
        charge = ledger.objects.get(intent["latest_charge"] or "", {"paid": False})
    else:
        charge = ledger.get("ch", parameters.get("charge", ""))
    if not charge["paid"]:
        raise Refusal("This payment has no successful charge to refund.")
    return charge


def _refundable(ledger: Ledger, charge: Object) -> bool:
    of_charge = [one for one in ledger.all("du") if one["charge"] == charge["id"]]
    return all(one["is_charge_refundable"] for one in of_charge)
