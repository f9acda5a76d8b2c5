"""Starting the stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from pelicart_infra.local.mollie.desk import Desk
from pelicart_infra.local.mollie.ledger import Ledger
from pelicart_infra.local.mollie.provider import Mollie
from pelicart_infra.local.mollie.till import MODES
from pelicart_infra.local.standin import Frame, Server, serve
from pelicart_infra.local.standin.server import BACKOFF


def serve_mollie(
    port: int = 0,
    *,
    key: str,
    webhook_url: str = "",
    clock: Callable[[], float] = time.time,
    backoff: Sequence[float] = BACKOFF,
) -> Server:
    """Starts it in threads of this process; port 0 is any free one, `OSError` if it is taken.

    Notices go to `webhook_url`, whatever a payment's own address says: Mollie reaches no address
    of this machine, and the stand-in reaches no other.
    """

    def build(frame: Frame) -> Mollie:
        ledger = Ledger(frame.clock.now, frame.page, live=key.startswith("live_"))
        return Mollie(frame, ledger, Desk(key, ledger, frame))

    return serve(build, port, webhook_url=webhook_url, clock=clock, backoff=backoff, modes=MODES)
