"""Taking what was authorised, for terminals whose contract leaves that to the shop."""

from __future__ import annotations

from dataclasses import replace

from pelicart.payments.base import Payment
from pelicart.payments.monetico.bank import Bank
from pelicart.payments.monetico.session import Session
from pelicart.payments.monetico.status import refusal

DONE, REFUSED = 1, 0
"""Of this service alone: a refund and a notice say 0 for done."""


def take(bank: Bank, session: Session, now: int) -> Payment:
    """Asks for all of it, once: what the bank says of the payment decides, before and after."""
    payment = bank.status(session).payment
    if payment.state != "approved":
        return payment
    code = bank.capture(session, now)
    payment = bank.status(session).payment
    if payment.state != "approved":
        return payment
    if code == REFUSED:
        return replace(payment, state="failed")
    if code != DONE:
        raise refusal(code)
    return replace(payment, state="paid", captured=session.money)  # its status lags behind
