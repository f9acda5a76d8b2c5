"""What may be asked of a table at once; asking for more is a mistake in the program."""

from __future__ import annotations

from collections.abc import Sequence

from pelicart.writes import Write

MOST = 100
"""Keys of one BatchGetItem, and actions of one TransactWriteItems."""


def check_keys(keys: Sequence[str]) -> None:
    """`ValueError` for more keys than one round trip reads."""
    if len(keys) > MOST:
        raise ValueError(f"{len(keys)} keys; one read takes {MOST}")


def check_write(write: Write) -> None:
    """`ValueError` for a check that stands alone: it belongs in a transaction."""
    if write.checks_only:
        raise ValueError(f"{write.key}: nothing to write")


def check_transaction(writes: Sequence[Write]) -> None:
    """`ValueError` unless there are 1 to 100 writes, each of another item."""
    if not 1 <= len(writes) <= MOST or len({write.key for write in writes}) < len(writes):
        raise ValueError(f"{len(writes)} writes; a transaction takes 1 to {MOST}, a key once")
