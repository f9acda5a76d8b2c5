"""What happens to money that comes: paid, declined, on its way, confirmed, failed."""

from __future__ import annotations

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.stripe.ledger import Ledger, Object


def pay(ledger: Ledger, named: str, email: str) -> None:
    """An open session is paid at once."""
    session = _completed(ledger, named, email)
    if session["amount_total"]:
        intent = _intent(ledger, session)
        intent["status"] = "succeeded"
        _charge(ledger, intent, paid=True)
        session["payment_status"] = "paid"
    ledger.told("checkout.session.completed", session)


def decline(ledger: Ledger, named: str) -> None:
    """The card is refused: the session stays open, and the shopper can try again."""
    session = ledger.open(named)
    intent = _intent(ledger, session)
    intent["status"] = "requires_payment_method"
    _charge(ledger, intent, paid=False)


def pay_later(ledger: Ledger, named: str, email: str) -> None:
    """A delayed method: the session is complete, the money on its way."""
    session = _completed(ledger, named, email)
    _intent(ledger, session)["status"] = "processing"
    ledger.told("checkout.session.completed", session)


def confirm(ledger: Ledger, named: str) -> None:
    """The delayed money came."""
    session, intent = _on_its_way(ledger, named)
    intent["status"] = "succeeded"
    _charge(ledger, intent, paid=True)
    session["payment_status"] = "paid"
    ledger.told("checkout.session.async_payment_succeeded", session)


def fail(ledger: Ledger, named: str) -> None:
    """The delayed money won't come."""
    session, intent = _on_its_way(ledger, named)
    intent["status"] = "requires_payment_method"
    ledger.told("checkout.session.async_payment_failed", session)


def session_of(ledger: Ledger, intent: str) -> Object:
    """The session that a payment belongs to."""
    return next(one for one in ledger.all("cs") if one["payment_intent"] == intent)


def _completed(ledger: Ledger, named: str, email: str) -> Object:
    session = ledger.open(named)
    session.update(status="complete", url=None, customer_details={"email": email})
    return session


def _on_its_way(ledger: Ledger, named: str) -> tuple[Object, Object]:
    session = ledger.get("cs", named)
    intent = ledger.objects.get(session["payment_intent"] or "", {})
    if intent.get("status") != "processing":
        raise Refusal("No payment of this session is on its way.")
    return session, intent


def _intent(ledger: Ledger, session: Object) -> Object:
    """The session's payment, made at the first try."""
    if session["payment_intent"]:
        return ledger.get("pi", session["payment_intent"])
    intent = ledger.add(
        "pi",
        amount=session["amount_total"],
        amount_received=0,
        currency=session["currency"],
        latest_charge=None,
        metadata=dict(ledger.marks[session["id"]]),
        status="requires_payment_method",
    )
    session["payment_intent"] = intent["id"]
    return intent


def _charge(ledger: Ledger, intent: Object, *, paid: bool) -> None:
    charge = ledger.add(
        "ch",
        amount=intent["amount"],
        amount_captured=intent["amount"] if paid else 0,
        amount_refunded=0,
        captured=paid,
        currency=intent["currency"],
        disputed=False,
        failure_code=None if paid else "card_declined",
        metadata=dict(intent["metadata"]),
        paid=paid,
        payment_intent=intent["id"],
        refunded=False,
        status="succeeded" if paid else "failed",
    )
    intent["latest_charge"] = charge["id"]
    intent["amount_received"] = intent["amount"] if paid else 0
