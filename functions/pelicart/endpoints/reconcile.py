"""Every few minutes: finishes what was left open, whatever message was lost."""

from __future__ import annotations

import logging
from typing import Any

from pelicart.logs import log
from pelicart.orders.overdue import LONGEST, finish_overdue
from pelicart.orders.untold import tell_untold
from pelicart.request import Event
from pelicart.sending import sender
from pelicart.wiring import wiring


def handler(_event: Event, _context: object) -> dict[str, Any]:
    """Counts of what became of what was due, by outcome: orders first, then their letters."""
    wired = wiring()
    until = wired.now() + LONGEST
    orders = finish_overdue(wired)
    letters = tell_untold(wired.store, sender(wired), wired.now, until)
    # Said at the end of every run: whoever watches hears when there is none.
    log(logging.INFO, "reconciled", orders=orders.total(), letters=letters.total())
    return dict(orders + letters)
