"""The merchant gives an open order up: at its provider first, then its units go back."""

from __future__ import annotations

from dataclasses import replace

from pelicart.errors import WrongState
from pelicart.order import BY_HAND, OPEN, RELEASED, UNPAID, Order
from pelicart.orders.handoff import GIVEN_UP, close, want_cancelled
from pelicart.orders.stored import release
from pelicart.payments.base import PaymentModule
from pelicart.writes import Store


def cancel(store: Store, module: PaymentModule, order: Order, *, now: int, by: str) -> Order:
    """The order, given up; the same word twice changes nothing.

    It may come back `wanted` and open, if its provider can't close its page, or paid, if somebody
    paid just now. Raises `WrongState` if it is decided or money is on its way, and as the module:
    then the wish is noted, and `reconcile` carries it out.
    """
    by_hand = order.module in BY_HAND
    if order.state in RELEASED:
        return order
    if order.state not in (OPEN if by_hand else UNPAID):
        raise WrongState(f"the order is {order.state}", order=order.id)
    if by_hand:
        return release(store, replace(order, wanted="cancelled"), now, by, GIVEN_UP)
    noted = want_cancelled(store, order, now, by)
    return close(store, module, noted, now, by) if noted.wanted else noted
