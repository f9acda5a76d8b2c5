"""Starting the stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable

from pelicart_infra.local.monetico.provider import provider_for
from pelicart_infra.local.monetico.services import MODES
from pelicart_infra.local.monetico.terminal import Terminal
from pelicart_infra.local.standin import Server, serve


def serve_monetico(
    port: int = 0,
    *,
    tpe: str,
    company: str,
    key: str,
    webhook_url: str = "",
    clock: Callable[[], float] = time.time,
) -> Server:
    """Starts it in threads of this process; port 0 is any free one, `OSError` if it is taken.

    `webhook_url` is the shop's one address for notices, which a bank would be told by mail.
    """
    terminal = Terminal(tpe, company, key)
    return serve(
        lambda frame: provider_for(frame, terminal),
        port,
        webhook_url=webhook_url,
        clock=clock,
        backoff=(),
        modes=MODES,
    )
