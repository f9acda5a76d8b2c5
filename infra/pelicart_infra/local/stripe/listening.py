"""Both addresses of this machine's name: browsers may try `localhost` at ::1 first."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FOUR, SIX = "127.0.0.1", "::1"
TRIES = 20
"""A free port at one address is nearly always free at the other too."""


class _Quiet(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: what matters stands in the ledger and the deliveries."""


def listen(port: int) -> list[socket.socket]:
    """Sockets that own one port at every loopback address there is (0: any); else `OSError`."""
    for _ in range(1 if port else TRIES):
        first = socket.create_server((FOUR, port))
        try:
            return [first, *_beside(first)]
        except OSError:
            first.close()
    raise OSError(f"port {port or 'any'} is taken at {SIX}")


def server_for(application: WSGIApplication, listener: socket.socket) -> BaseWSGIServer:
    """A server on this socket, each request in a thread of its own."""
    host, port = listener.getsockname()[:2]
    with listener:  # the server keeps a copy
        return make_server(
            host, port, application, threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )


def _beside(first: socket.socket) -> list[socket.socket]:
    port = first.getsockname()[1]
    return [socket.create_server((SIX, port), family=socket.AF_INET6)] if _six() else []


def _six() -> bool:
    try:
        socket.create_server((SIX, 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
