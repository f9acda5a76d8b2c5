"""The table's stream: as soon as an order was moved, the letters that the move asks for."""

from __future__ import annotations

import logging
from typing import Any

from pelicart.errors import NotFound, PelicartError
from pelicart.logs import log, log_crash
from pelicart.orders.telling import tell
from pelicart.request import Event
from pelicart.sending import sender
from pelicart.stream import moved
from pelicart.wiring import Wiring, wiring

LONGEST = 60
"""Seconds after which no further order is begun: the last one may take the function's other 60."""


def handler(event: Event, _context: object) -> dict[str, Any]:
    """Numbers of the records that are to come again, by themselves.

    A letter that couldn't be sent is none of them: its order keeps the duty, for `reconcile`.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    wired = wiring()
    end = wired.now() + LONGEST
    return {
        "batchItemFailures": [
            {"itemIdentifier": number}
            for order, number in moved(event).items()
            if wired.now() > end or not _told(wired, order)
        ]
    }


def _told(wired: Wiring, order: str) -> bool:
    """Whether the record has done its work."""
    try:
        tell(wired.store, order, sender(wired), wired.now())
    except NotFound:
        return True  # the table has forgotten the order since
    except PelicartError as wrong:
        log(logging.WARNING, wrong.code, **{**wrong.ids, "order": order})
        return False
    except Exception as crash:  # noqa: BLE001  one broken order must not stop the others
        log_crash(crash, order=order)
        return False
    return True
