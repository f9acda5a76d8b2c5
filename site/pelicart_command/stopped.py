from __future__ import annotations


class Stopped(Exception):
    """A command can't go on; the message says why and what to do, in one line."""
