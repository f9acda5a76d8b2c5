"""Starting and stopping the stand-in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.serving import BaseWSGIServer

from pelicart_infra.local.serving import server_for
from pelicart_infra.local.stripe.application import assemble
from pelicart_infra.local.stripe.listening import listen
from pelicart_infra.local.stripe.modes import Modes
from pelicart_infra.local.stripe.notices import Notices

POLL = 0.05
"""Seconds until a stop is noticed."""


@dataclass(frozen=True, slots=True)
class StripeServer:
    """A running stand-in; `url` is its API and control page, `origins` are where browsers pass."""

    url: str
    origins: tuple[str, str]
    _servers: tuple[BaseWSGIServer, ...]
    _threads: tuple[threading.Thread, ...]
    _notices: Notices

    def wait(self) -> None:
        """Returns when it was stopped."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Closes the port, after the notices under way."""
        self._notices.stop()
        for server in self._servers:
            server.shutdown()
        self.wait()
        for server in self._servers:
            server.server_close()


def serve_stripe(
    port: int = 0,
    *,
    key: str,
    webhook_secret: str,
    webhook_url: str = "",
    clock: Callable[[], float] = time.time,
) -> StripeServer:
    """Starts it in threads of this process; port 0 is any free one, `OSError` if it is taken.

    `clock` stamps notices and, with what the stand-in was advanced by, ages sessions.
    """
    listeners = listen(port)
    port = listeners[0].getsockname()[1]
    origins = (f"http://localhost:{port}", f"http://127.0.0.1:{port}")
    notices = Notices(webhook_url, webhook_secret, clock, Modes())
    application = assemble(f"{origins[0]}/c/pay/", key, notices, clock)
    servers = tuple(server_for(application, listener) for listener in listeners)
    threads = tuple(
        threading.Thread(target=one.serve_forever, args=(POLL,), daemon=True) for one in servers
    )
    for thread in threads:
        thread.start()
    return StripeServer(origins[0], origins, servers, threads, notices)
