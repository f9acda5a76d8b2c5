"""Who publishes: one at a time, by an item of the table that has to be renewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

from pelicart.errors import PelicartError, Raced, TableDown
from pelicart.writes import Absent, Is, Item, Refused, Store, Write
from pelicart_command.publishing.errors import AGAIN, Held, LeaseLost
from pelicart_command.publishing.table import patiently

KEY = "PUBLISHING"

LASTS = 120
"""Seconds that a lease lasts unless renewed."""

RENEWED = 30
"""Seconds between renewals: three may fail."""

SKEW = 15
"""Seconds by which clocks may differ: nothing is sent so shortly before a lease ends, and it is
taken over so much after."""


class Lease:
    """One run's lease; `mark` names the run and is nobody else's."""

    def __init__(self, store: Store, mark: str, by: str, now: Callable[[], int]) -> None:
        self._store, self._mark, self._by, self._now = store, mark, by, now
        self._since = self._until = 0
        self._lost = False

    def take(self) -> None:
        """Takes it, from nobody or from a run that ended without saying so; `Held`."""
        now = self._now()
        item = self._store.read([KEY]).get(KEY)
        if item and now <= item["until"] + SKEW:
            raise _held(item, now)
        seen = (Is("holder", (item["holder"],)), Is("until", (item["until"],))) if item else ()
        try:
            self._store.write(Write(KEY, seen or (Absent(),), put=self._item(now, now)))
        except Refused as refused:
            raise _held(refused.items[0] or {}, now) from refused
        self._since, self._until = now, now + LASTS

    def renew(self) -> None:
        """Makes it last from now on; `LeaseLost` if another has it."""
        now = self._now()
        try:
            self._store.write(Write(KEY, (self.check,), put=self._item(now, self._since)))
        except Refused as refused:
            self._lost = True
            raise _lost() from refused
        self._until = now + LASTS

    def release(self) -> None:
        """Gives it back, if it is still ours."""
        with suppress(Refused, Raced, TableDown, LeaseLost):  # it ends by itself, too
            patiently(lambda: self._store.write(Write(KEY, (self.check,), delete=True)))

    def holds(self) -> None:
        """`LeaseLost` unless one may send now; asks nobody."""
        if self._lost or self._now() > self._until - SKEW:
            raise _lost()

    @property
    def check(self) -> Is:
        """What a write of the item, or a transaction with it, expects."""
        return Is("holder", (self._mark,))

    def _item(self, now: int, since: int) -> Item:
        return {
            "key": KEY, "holder": self._mark, "by": self._by,
            "since": since, "until": now + LASTS,
        }  # fmt: skip


@contextmanager
def held(lease: Lease) -> Iterator[Lease]:
    """Takes the lease, renews it in a thread meanwhile, and gives it back however this ends."""
    lease.take()
    over = Event()
    thread = Thread(target=_renew, args=(lease, over), daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        over.set()
        thread.join()
        lease.release()


def _renew(lease: Lease, over: Event) -> None:
    while not over.wait(RENEWED):
        try:
            lease.renew()
        except LeaseLost:
            return
        except PelicartError:
            continue  # the table gave no answer: there is time to ask again


def _held(item: Item, now: int) -> Held:
    by, since = item.get("by", "somebody"), item.get("since", now)
    until = item.get("until", now + LASTS) + SKEW
    return Held(
        f"{by} has been publishing this shop since {_clock(since)}. If that run is over, "
        f"however it ended, try again after {_clock(until)}"
    )


def _lost() -> LeaseLost:
    return LeaseLost(
        "this run couldn't say for too long that it still publishes, and another may by now: "
        f"{AGAIN}"
    )


def _clock(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%H:%M:%S} UTC"
