"""Letters that the table's stream should have had sent, and didn't: looked after by `reconcile`."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest

from pelicart.errors import PelicartError
from pelicart.logs import log
from pelicart.order import SHARDS, order_key
from pelicart.orders.telling import Send, tell
from pelicart.writes import Store

MOST = 50
"""Orders of each shard in one run."""


def tell_untold(store: Store, send: Send, now: Callable[[], int], until: int) -> Counter[str]:
    """Sends what is overdue; bounded, no order is begun after `until`, safe to run twice at once.

    Counts of what became of it, by outcome.
    """
    outcomes: Counter[str] = Counter()
    for key in _overdue(store, now()):
        if (moment := now()) > until:
            break  # the mail server is slow: the others are still due in the next run
        outcomes[_told(store, key.removeprefix(order_key("")), send, moment)] += 1
    return outcomes


def _overdue(store: Store, now: int) -> Iterator[str]:
    """Keys of orders, the shards by turns: a long one must not hold the others back."""
    shards = [store.query("untold", f"TELL#{n}", upto=now, limit=MOST) for n in range(SHARDS)]
    return filter(None, chain.from_iterable(zip_longest(*shards)))


def _told(store: Store, order_id: str, send: Send, now: int) -> str:
    try:
        return f"letters-{tell(store, order_id, send, now)}"
    except PelicartError as wrong:
        log(logging.WARNING, wrong.code, order=order_id)
        return f"letters-{wrong.code}"
