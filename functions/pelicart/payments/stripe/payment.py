"""Checkout Sessions as Stripe returns them, found and read as payments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pelicart.errors import NotFound, ProviderDown
from pelicart.payments.base import Payment, PaymentState
from pelicart.payments.stripe.amounts import money_of
from pelicart.payments.stripe.disputes import disputed
from pelicart.payments.stripe.refunds import refunded

if TYPE_CHECKING:
    from stripe import Charge, PaymentIntent, StripeClient
    from stripe.checkout import Session

EXPAND = "payment_intent.latest_charge.refunds"
"""What `payment_of` needs beside the session itself; with a list's `data` in front it has the
four levels that Stripe allows."""

OVER = frozenset({"requires_payment_method", "canceled"})
"""How a payment stands after a delayed method failed: its complete session takes no other."""

COMPLETE = frozenset({"paid", "no_payment_required", "unpaid"})

_SESSION = re.compile(r"cs_(live|test)_\w{1,200}", re.ASCII)
_INTENT = re.compile(r"pi_\w{1,200}", re.ASCII)


def is_session(named: str, *, live: bool) -> bool:
    """Whether this may name a session of our mode: a key of one never speaks of the other."""
    found = _SESSION.fullmatch(named)
    return found is not None and (found[1] == "live") is live


def find(client: StripeClient, named: str, shop: str, *, live: bool) -> Session:
    """The shop's session of this id, or of the payment of this id; else `NotFound`.

    The id may come from a browser, and the account may serve other shops.
    """
    sessions, found = client.v1.checkout.sessions, []
    if is_session(named, live=live):
        found = [sessions.retrieve(named, {"expand": [EXPAND]})]
    elif _INTENT.fullmatch(named):
        listed = sessions.list({"payment_intent": named, "expand": [f"data.{EXPAND}"]})
        found = listed.data
    for session in found:
        if getattr(session.metadata, "shop", "") == shop:
            return session
    raise NotFound("no session of this shop", session=named)


def payment_of(client: StripeClient, session: Session) -> Payment:
    """The payment of a session with `EXPAND`: its sums are those of the money that moved."""
    intent, state = _intent(session), _state(session)
    charge = _charge(intent)
    currency = (intent or session).currency or ""
    taken = _taken(session, intent)
    back = refunded(client, charge) if charge and taken else 0
    dispute, lost = disputed(client, charge, taken - back) if charge and taken else ("", 0)
    return Payment(
        state=state,
        order=session.client_reference_id or "",
        session=session.id,
        captured=money_of(taken, currency),
        refunded=money_of(back + lost, currency),
        live=session.livemode,
        reference=intent.id if intent else "",
        dispute=dispute,
    )


def _intent(session: Session) -> PaymentIntent | None:
    found = session.payment_intent
    if isinstance(found, str):
        raise ProviderDown("a payment that wasn't expanded", session=session.id)
    return found


def _taken(session: Session, intent: PaymentIntent | None) -> int:
    if session.payment_status != "paid":
        return 0
    if intent is None:
        raise ProviderDown("paid without a payment", session=session.id)
    return intent.amount_received


def _charge(intent: PaymentIntent | None) -> Charge | None:
    found = intent.latest_charge if intent else None
    if isinstance(found, str):
        raise ProviderDown("a charge that wasn't expanded", payment=found)
    return found


def _state(session: Session) -> PaymentState:
    """Only what Stripe documents is believed: anything else is no answer."""
    if session.status == "open":
        return "open"
    if session.status == "expired":
        return "expired"
    if session.status != "complete" or session.payment_status not in COMPLETE:
        raise ProviderDown("an unknown status", session=session.id)
    if session.payment_status != "unpaid":
        return "paid"
    intent = _intent(session)
    return "failed" if intent and intent.status in OVER else "processing"
