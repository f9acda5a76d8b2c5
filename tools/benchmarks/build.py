"""Build time of 1,000 products, against plain Pelican with the same content as articles."""

from __future__ import annotations


def run() -> None:
    """Prints nothing yet."""
