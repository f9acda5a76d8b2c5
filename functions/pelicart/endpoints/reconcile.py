"""Every few minutes: finishes what was left open, whatever message was lost."""

from __future__ import annotations

from typing import Any

from pelicart.orders.overdue import LONGEST, finish_overdue
from pelicart.orders.untold import tell_untold
from pelicart.request import Event
from pelicart.sending import sender
from pelicart.wiring import wiring


def handler(_event: Event, _context: object) -> dict[str, Any]:
    """Counts of what became of what was due, by outcome: orders first, then their letters."""
    wired = wiring()
    until = wired.now() + LONGEST
    outcomes = finish_overdue(wired)
    outcomes += tell_untold(wired.store, sender(wired), wired.now, until)
    return dict(outcomes)
