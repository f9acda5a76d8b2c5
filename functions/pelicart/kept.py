"""Whether a connection that was kept can be used once more."""

from __future__ import annotations

from http.client import HTTPConnection
from selectors import EVENT_READ, DefaultSelector

IDLE = 20.0
"""Seconds after which a connection is not used again: it may have ended unseen, as in a freeze."""


def silent(connection: HTTPConnection) -> bool:
    """Whether it is open and has nothing to read; what nobody asked for is the other's goodbye."""
    if not connection.sock:
        return False
    with DefaultSelector() as selector:
        selector.register(connection.sock, EVENT_READ)
        return not selector.select(0)
