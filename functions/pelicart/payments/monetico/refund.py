"""Giving money back, once, at a bank that knows no idempotency keys."""

from __future__ import annotations

from dataclasses import replace

from pelicart.errors import ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import Payment
from pelicart.payments.monetico.bank import Bank
from pelicart.payments.monetico.session import read_session
from pelicart.payments.monetico.status import refusal

DONE = 0
WRONG_SUM = -52
"""What we said is left isn't: another request of ours was faster, or the merchant's own."""


def give_back(bank: Bank, order: Order, amount: Money, now: int) -> Payment:
    """The payment with it given back: asked again for the same order, it was already.

    The bank is told how much is left, and refuses if it isn't so. `order.refunded` is how much
    had been given back before; if that and the bank's books differ, `ProviderRefused`.
    """
    session, before = read_session(order.session), Money(order.refunded, order.currency)
    status = bank.status(session)
    payment, after = status.payment, before + amount
    if _given(payment, before, after):
        return payment
    left = payment.captured - payment.refunded
    if payment.refunded != before or not 0 < amount.minor <= left.minor:
        raise ProviderRefused("more than is left of it", order=order.id)
    code = bank.refund(session, now, amount, left, status.collection)
    if code == WRONG_SUM and _given(again := bank.status(session).payment, before, after):
        return again
    if code != DONE:
        raise refusal(code)
    return replace(payment, refunded=after)


def _given(payment: Payment, before: Money, after: Money) -> bool:
    return before.minor < after.minor and payment.refunded == after
