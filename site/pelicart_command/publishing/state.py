"""What is published now, in the table's item `PUBLISHED`: written once all is in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pelicart.writes import Is, Item, Refused, Store, Write
from pelicart_command.publishing import lease
from pelicart_command.publishing.errors import AGAIN, LeaseLost
from pelicart_command.publishing.table import patiently

KEY = "PUBLISHED"

LONGEST = 100
"""Earlier releases that the table remembers the order of."""


@dataclass(frozen=True, slots=True)
class State:
    """The release that is published, or empty; those begun since and not known to be finished.

    `at` is when it was brought, `by` whom. `before` is what was published before it, the last
    first; what was rolled back from isn't among them.
    """

    rev: str = ""
    at: int = 0
    by: str = ""
    begun: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def revs(self) -> tuple[str, ...]:
        """Every release that something may be of by now, the last whole one first."""
        return tuple(rev for rev in dict.fromkeys((self.rev, *self.begun)) if rev)


def read_state(store: Store) -> State:
    """What the table says; an empty state if nothing was ever published by releases."""
    item = store.read([KEY]).get(KEY, {})
    return State(
        rev=item.get("rev", ""),
        at=item.get("at", 0),
        by=item.get("by", ""),
        begun=tuple(item.get("begun", ())),
        before=tuple(item.get("before", ())),
    )


def begin(store: Store, check: Is, state: State, rev: str) -> State:
    """Notes, before anything is touched, that from now on something may be of this release."""
    begun = (*(one for one in state.begun if one != rev), rev)
    after = replace(state, begun=begun)
    _write(store, check, after)
    return after


def finish(store: Store, check: Is, state: State, rev: str, at: int, by: str) -> State:
    """Notes that all is of this release."""
    after = State(rev, at, by, before=_before(state, rev))
    _write(store, check, after)
    return after


def _before(state: State, rev: str) -> tuple[str, ...]:
    """Going back shortens the way back, anything else makes it longer."""
    if rev in state.before:
        return state.before[state.before.index(rev) + 1 :]
    came = (state.rev,) if state.rev not in {"", rev} else ()
    return (*came, *state.before)[:LONGEST]


def _write(store: Store, check: Is, state: State) -> None:
    """Only while the lease is ours: of two runs, one must not note what the other undid."""
    item: Item = {"key": KEY, "rev": state.rev, "at": state.at, "by": state.by}
    item |= {"begun": list(state.begun), "before": list(state.before)}
    try:
        patiently(lambda: store.write_all([Write(lease.KEY, (check,)), Write(KEY, put=item)]))
    except Refused as refused:
        raise LeaseLost(f"another publishes by now: {AGAIN}") from refused
