"""What errors of the table mean to whoever publishes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from pelicart.errors import Raced, TableDown
from pelicart.store.wire import ClientError
from pelicart_command.publishing.errors import AGAIN, Denied, Missing, Unreachable

DENIED = frozenset({"AccessDeniedException", "AccessDenied"})
EXPIRED = frozenset(
    "ExpiredTokenException InvalidSignatureException UnrecognizedClientException "
    "MissingAuthenticationTokenException IncompleteSignatureException".split()
)


PAUSES = (1, 2, 4, 8)
"""Seconds before asking a table again that was silent, or busy beyond its store's own patience."""

T = TypeVar("T")


def patiently(work: Callable[[], T]) -> T:
    """Asks again and again, for what may be done twice: a publish has more time than a shopper."""
    for pause in PAUSES:
        try:
            return work()
        except (Raced, TableDown):
            time.sleep(pause)
    return work()


@contextmanager
def of_table() -> Iterator[None]:
    """Turns them into what to do; also as a decorator."""
    try:
        yield
    except (Raced, TableDown) as wrong:
        raise Unreachable(f"the table is busy, or doesn't answer ({wrong}): {AGAIN}") from wrong
    except ClientError as wrong:
        code = wrong.response["Error"]["Code"]
        if code in DENIED:
            raise Denied(
                "your credentials lack a right to the shop's table. Take those that deployed the "
                f"shop, or let them be given it; then {AGAIN}. {wrong}"
            ) from wrong
        if code in EXPIRED:
            raise Denied(
                f"AWS doesn't know these credentials ({code}). Log in anew, then {AGAIN}"
            ) from wrong
        if code == "ResourceNotFoundException":
            raise Missing("the shop's table isn't there: deploy the stage again") from wrong
        raise
