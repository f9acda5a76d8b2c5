"""Starting and stopping a stand-in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.serving import BaseWSGIServer

from pelicart_infra.local.serving import server_for
from pelicart_infra.local.standin.application import StandIn
from pelicart_infra.local.standin.clock import Clock
from pelicart_infra.local.standin.delivery import Delivery
from pelicart_infra.local.standin.frame import Frame
from pelicart_infra.local.standin.listening import listen
from pelicart_infra.local.standin.modes import Modes
from pelicart_infra.local.standin.provider import Provider

POLL = 0.05
"""Seconds until a stop is noticed."""

BACKOFF = (0.3, 1.0, 3.0)

Build = Callable[[Frame], Provider]


@dataclass(frozen=True, slots=True)
class Server:
    """A running stand-in; `url` is its API and overview, `origins` are where browsers pass.

    `provider` is for tests that write into its books.
    """

    url: str
    origins: tuple[str, str]
    frame: Frame
    provider: Provider
    _servers: tuple[BaseWSGIServer, ...]
    _threads: tuple[threading.Thread, ...]

    def wait(self) -> None:
        """Returns when it was stopped."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Closes the port, after the notices under way."""
        self.frame.delivery.stop()
        for server in self._servers:
            server.shutdown()
        self.wait()
        for server in self._servers:
            server.server_close()


def serve(
    build: Build,
    port: int = 0,
    *,
    webhook_url: str = "",
    clock: Callable[[], float] = time.time,
    backoff: Sequence[float] = BACKOFF,
    modes: Mapping[str, tuple[str, ...]] | None = None,
) -> Server:
    """Serves what `build` makes, in threads; port 0 is any free one, `OSError` if it is taken.

    `clock` is the shop's time. `backoff` are the seconds before each further try of a notice.
    `modes` are the provider's own switches with their choices, the usual one first.
    """
    listeners = listen(port)
    port = listeners[0].getsockname()[1]
    origins = (f"http://localhost:{port}", f"http://127.0.0.1:{port}")
    switches = Modes(modes or {})
    frame = Frame(origins[0], Clock(clock), switches, Delivery(webhook_url, switches, backoff))
    provider = build(frame)
    application = StandIn(provider, frame)
    servers = tuple(server_for(application, listener) for listener in listeners)
    threads = tuple(
        threading.Thread(target=one.serve_forever, args=(POLL,), daemon=True) for one in servers
    )
    for thread in threads:
        thread.start()
    return Server(origins[0], origins, frame, provider, servers, threads)
