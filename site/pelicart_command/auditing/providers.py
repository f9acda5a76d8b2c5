"""Open orders, held against what their providers say now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pelicart.order import Order
from pelicart.wiring import Wiring
from pelicart_command.auditing.violation import Violation
from pelicart_command.doctor_provider import differs, look


def at_providers(wired: Wiring, orders: Iterable[Order]) -> Iterator[Violation]:
    """One question for each: costs time, and nothing is changed."""
    for order in orders:
        seen = look(wired, order)
        ask = f"Take it over:  pelicart orders ask {order.number}"
        if seen.unasked.startswith(f"{order.module} could not be asked"):
            yield Violation("provider", order.number, seen.unasked, "Try again later")
        elif differs(order, seen):
            yield Violation("provider", order.number, f"{order.module} says otherwise", ask)
        elif seen.forgotten:
            yield Violation("provider", order.number, f"{order.module} knows nothing of it", ask)
