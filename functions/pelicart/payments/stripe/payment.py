"""Checkout Sessions as Stripe returns them, found and read as payments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pelicart.errors import NotFound
from pelicart.payments.base import Payment, PaymentState
from pelicart.payments.stripe.amounts import money_of

if TYPE_CHECKING:
    from stripe import Charge, PaymentIntent, StripeClient
    from stripe.checkout import Session

EXPAND = "payment_intent.latest_charge"
"""What `payment_of` needs beside the session itself."""

OVER = frozenset({"requires_payment_method", "canceled"})
"""How a payment stands after a delayed method failed: its complete session takes no other."""

SESSION = re.compile(r"cs_(?:live|test)_\w{1,200}", re.ASCII)
_INTENT = re.compile(r"pi_\w{1,200}", re.ASCII)


def find(client: StripeClient, named: str, shop: str) -> Session:
    """The shop's session of this id, or of the payment of this id; else `NotFound`.

    The id may come from a browser, and the account may serve other shops.
    """
    sessions, found = client.v1.checkout.sessions, []
    if SESSION.fullmatch(named):
        found = [sessions.retrieve(named, {"expand": [EXPAND]})]
    elif _INTENT.fullmatch(named):
        listed = sessions.list({"payment_intent": named, "expand": [f"data.{EXPAND}"]})
        found = listed.data
    for session in found:
        if getattr(session.metadata, "shop", "") == shop:
            return session
    raise NotFound("no session of this shop", session=named)


def payment_of(session: Session) -> Payment:
    """The payment of a session with `EXPAND`; its sums are those of the session's own currency."""
    intent, currency = _intent(session), session.currency or ""
    charge = _charge(intent)
    captured = session.amount_total if session.payment_status == "paid" else 0
    return Payment(
        state=_state(session, intent),
        order=session.client_reference_id or "",
        session=session.id,
        captured=money_of(captured or 0, currency),
        refunded=money_of(charge.amount_refunded if charge else 0, currency),
        live=session.livemode,
        reference=intent.id if intent else "",
    )


def _intent(session: Session) -> PaymentIntent | None:
    found = session.payment_intent
    return None if isinstance(found, str) else found


def _charge(intent: PaymentIntent | None) -> Charge | None:
    found = intent.latest_charge if intent else None
    return None if isinstance(found, str) else found


def _state(session: Session, intent: PaymentIntent | None) -> PaymentState:
    if session.status == "open":
        return "open"
    if session.status == "expired":
        return "expired"
    if session.payment_status != "unpaid":
        return "paid"
    return "failed" if intent and intent.status in OVER else "processing"
