"""A stand-in's books, copied and put back: all it has written down, and nothing it works with."""

from __future__ import annotations

import copy
from typing import Any

from pelicart_infra.local.standin import Server


def copied(server: Server) -> Any:
    """The provider with everything it remembers; `put_back` takes it."""
    return _copy(server, server._servers[0].app.provider)


def put_back(server: Server, provider: Any) -> None:
    """The stand-in goes on from there; the copy can be put back again."""
    with server.frame.turn:
        again = _copy(server, provider)
        for one in server._servers:
            object.__setattr__(one.app, "provider", again)


def _copy(server: Server, provider: Any) -> Any:
    """Clock, modes and the sending of notices are the frame's, and stay."""
    frame = server.frame
    kept = (frame, frame.clock, frame.modes, frame.delivery)
    return copy.deepcopy(provider, {id(one): one for one in kept})
