"""Every few minutes: finishes what was left open, whatever message was lost."""

from __future__ import annotations

from typing import Any

from pelicart.orders.overdue import finish_overdue
from pelicart.request import Event
from pelicart.wiring import wiring


def handler(_event: Event, _context: object) -> dict[str, Any]:
    """Counts of what became of the orders that were due, by outcome."""
    return dict(finish_overdue(wiring()))
