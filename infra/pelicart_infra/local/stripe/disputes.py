"""Money that a shopper's bank asks back; https://docs.stripe.com/disputes/how-disputes-work."""

from __future__ import annotations

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.stripe.ledger import Ledger, Object

INQUIRY = "warning_needs_response"
OPENED = ("needs_response", INQUIRY)
OVER = frozenset({"won", "lost", "warning_closed", "prevented"})


def dispute(ledger: Ledger, session: Object, status: str, amount: int | None) -> None:
    """The bank asks for the charge or a part of it: an inquiry, or the money is taken at once."""
    charge = _charge(ledger, session)
    left = charge["amount"] - charge["amount_refunded"]
    if status not in OPENED or not 0 < (amount := left if amount is None else amount) <= left:
        raise Refusal("Nothing of this charge can be disputed like that.")
    charge["disputed"] = True
    made = ledger.add(
        "du",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        is_charge_refundable=status == INQUIRY,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason="fraudulent",
        status=status,
    )
    ledger.told("charge.dispute.created", session, made)
    if status != INQUIRY:
        ledger.told("charge.dispute.funds_withdrawn", session, made)


def win(ledger: Ledger, session: Object) -> None:
    """Decided for the shop: the money comes back. An inquiry is closed; none was taken."""
    made = _open(ledger, session)
    inquiry = made["status"] == INQUIRY
    made.update(status="warning_closed" if inquiry else "won", is_charge_refundable=inquiry)
    ledger.told("charge.dispute.closed", session, made)
    if not inquiry:
        ledger.told("charge.dispute.funds_reinstated", session, made)


def lose(ledger: Ledger, session: Object) -> None:
    """Decided for the shopper: the bank keeps the money. An inquiry first becomes a dispute."""
    made = _open(ledger, session)
    if made["status"] == INQUIRY:
        made.update(status="needs_response", is_charge_refundable=False)
        ledger.told("charge.dispute.updated", session, made)
        ledger.told("charge.dispute.funds_withdrawn", session, made)
        return
    made.update(status="lost")
    ledger.told("charge.dispute.closed", session, made)


def of_session(ledger: Ledger, session: Object) -> list[Object]:
    """The disputes of a session's payment, the oldest first."""
    intent = session["payment_intent"]
    return [one for one in ledger.all("du") if one["payment_intent"] == intent]


def _charge(ledger: Ledger, session: Object) -> Object:
    intent = ledger.objects.get(session["payment_intent"] or "", {})
    charge = ledger.objects.get(intent.get("latest_charge") or "", {"paid": False})
    if not charge["paid"]:
        raise Refusal("This payment has no successful charge to dispute.")
    return charge


def _open(ledger: Ledger, session: Object) -> Object:
    for one in reversed(of_session(ledger, session)):
        if one["status"] not in OVER:
            return one
    raise Refusal("No dispute of this payment is open.")
