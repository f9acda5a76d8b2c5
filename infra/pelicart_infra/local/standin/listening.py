"""Both addresses of this machine's name: browsers may try `localhost` at ::1 first."""

from __future__ import annotations

import socket

from pelicart_infra.local.serving import LOOPBACK

SIX = "::1"
TRIES = 20
"""A free port at one address is nearly always free at the other too."""


def listen(port: int) -> list[socket.socket]:
    """Sockets that own one port at every loopback address there is (0: any); else `OSError`."""
    for _ in range(1 if port else TRIES):
        first = socket.create_server((LOOPBACK, port))
        try:
            return [first, *_beside(first)]
        except OSError:
            first.close()
    raise OSError(f"port {port or 'any'} is taken at {SIX}")


def _beside(first: socket.socket) -> list[socket.socket]:
    port = first.getsockname()[1]
    return [socket.create_server((SIX, port), family=socket.AF_INET6)] if _six() else []


def _six() -> bool:
    try:
        socket.create_server((SIX, 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
