"""What keeps a bundle from being built, and what to do about it."""

from __future__ import annotations


class NoBundle(Exception):
    """One line for whoever asked for it."""
