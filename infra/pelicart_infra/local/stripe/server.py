"""Starting the stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable

from pelicart_infra.local.standin import Server, serve
from pelicart_infra.local.stripe.desk import MODES
from pelicart_infra.local.stripe.provider import provider_for


def serve_stripe(
    port: int = 0,
    *,
    key: str,
    webhook_secret: str,
    webhook_url: str = "",
    clock: Callable[[], float] = time.time,
) -> Server:
    """Starts it in threads of this process; port 0 is any free one, `OSError` if it is taken.

    `clock` stamps notices and, with what the stand-in was advanced by, ages sessions.
    """
    return serve(
        lambda frame: provider_for(frame, key, webhook_secret),
        port,
        webhook_url=webhook_url,
        clock=clock,
        modes=MODES,
    )
