"""Starting and stopping the bucket, under another name of this machine than the shop's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import BaseWSGIServer

from pelicart_infra.local.files.desk import Desk
from pelicart_infra.local.files.signature import Account
from pelicart_infra.local.serving import server_for
from pelicart_infra.local.standin.listening import listen

POLL = 0.05
"""Seconds until a stop is noticed."""


@dataclass(frozen=True, slots=True)
class FileServer:
    """A running bucket; `url` is its address, without a path."""

    url: str
    _servers: tuple[BaseWSGIServer, ...]
    _threads: tuple[threading.Thread, ...]

    def wait(self) -> None:
        """Returns when it was stopped."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Closes the port."""
        for server in self._servers:
            server.shutdown()
        self.wait()
        for server in self._servers:
            server.server_close()


def serve_files(
    folder: Path, account: Account, port: int = 0, *, clock: Callable[[], float] = time.time
) -> FileServer:
    """Serves a folder, in threads of this process; port 0 is any free one, `OSError` if taken."""
    listeners = listen(port)
    url = f"http://localhost:{listeners[0].getsockname()[1]}"
    desk = Desk(folder, account, clock)
    servers = tuple(server_for(desk, listener) for listener in listeners)
    threads = tuple(
        threading.Thread(target=one.serve_forever, args=(POLL,), daemon=True) for one in servers
    )
    for thread in threads:
        thread.start()
    return FileServer(url, servers, threads)
