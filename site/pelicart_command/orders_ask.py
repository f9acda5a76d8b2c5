"""`pelicart orders ask`: one look at an order's provider, as a notice would cause it."""

from __future__ import annotations

import argparse

from pelicart.errors import Misconfigured, NotFound, ProviderDown, ProviderRefused
from pelicart.order import BY_HAND
from pelicart.orders.asking import asked
from pelicart.wiring import wiring
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT
from pelicart_command.words import STATES


def run(given: argparse.Namespace) -> int:
    """Takes over what the provider says now; nothing new changes nothing."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    if order.module in BY_HAND or not order.session:
        raise Stopped(f"order {order.number} has no payment page: there is nobody to ask. {KEPT}")
    module = wired.module(order.module)
    if not module.capabilities.looks_up or module.live != order.live:
        raise Stopped(f"{order.module} can't be asked about order {order.number} here. {KEPT}")
    try:
        after = asked(wired.store, module, order.session, wired.now(), "merchant")
    except (ProviderDown, ProviderRefused, NotFound, Misconfigured) as wrong:
        raise Stopped(f"{order.module} gave no answer ({wrong}): try again") from wrong
    news = "is now" if len(after.history) > len(order.history) else "is still"
    print(f"Order {after.number} {news} {STATES[after.state]}.")
    return 0
