"""Money that came by hand goes back by hand: how, and its note."""

from __future__ import annotations

import argparse

from pelicart.errors import ReferenceUsed
from pelicart.money import Money
from pelicart.order import Order
from pelicart.orders.marking import mark_refunded
from pelicart.payments.base import PaymentModule
from pelicart.wiring import Wiring
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT, plain, reference_of

BY_HAND = {
    "cash": "hand it over, and keep a receipt",
    "cheque": "write a cheque",
    "transfer": "send it to the account that the transfer came from",
}
"""How money goes back that came by hand, by method; else as the shopper and you agree."""


def by_hand(
    wired: Wiring, module: PaymentModule, order: Order, amount: Money, given: argparse.Namespace
) -> Order:
    """Notes what the merchant gave back; without its reference, stops and says how to."""
    if not given.by_hand or given.reference is None:
        how = BY_HAND.get(order.method, f"give it back the way it came ({order.method})")
        raise Stopped(
            f"{amount} of order {order.number} go back by hand: {how}; the payment was "
            f"{order.reference!r}. Then note it:  pelicart refund {order.number} --amount "
            f'{plain(amount)} --by-hand --reference "bank line 18". {KEPT}'
        )
    reference, now = reference_of(given.reference), wired.now()
    try:
        return mark_refunded(wired.store, module, order, amount, reference, now=now, by="merchant")
    except ReferenceUsed as wrong:
        raise Stopped(
            f"reference {reference!r} stands for another payment already: give each bank line or "
            f"cheque a reference of its own. {KEPT}"
        ) from wrong
