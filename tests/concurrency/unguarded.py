"""The functions without what keeps stock: they must oversell, or the races would show nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from pelicart.store.dynamo import DynamoStore
from pelicart.writes import AtLeast, Refused, Write
from pelicart_infra.local import runner

_KEPT = DynamoStore.write_all


def unconditional(store: DynamoStore, writes: Sequence[Write]) -> None:
    """Takes the units without asking whether there are any."""
    _KEPT(store, [_bare(write) for write in writes])


def check_then_act(store: DynamoStore, writes: Sequence[Write]) -> None:
    """Looks whether there are enough, and takes them in a second step."""
    items = store.read([write.key for write in writes])
    short = [
        any(isinstance(e, AtLeast) and items[w.key][e.field] < e.number for e in w.expect)
        for w in writes
    ]
    if any(short):
        raise Refused([items[w.key] if s else None for w, s in zip(writes, short, strict=True)])
    unconditional(store, writes)


def _bare(write: Write) -> Write:
    kept = tuple(e for e in write.expect if not isinstance(e, AtLeast))
    return replace(write, expect=kept)


CONTROLS = {"unconditional": unconditional, "check-then-act": check_then_act}


def main() -> None:
    """Runs the functions under the control named first."""
    DynamoStore.write_all = CONTROLS[sys.argv.pop(1)]  # type: ignore[method-assign]
    runner.main()


if __name__ == "__main__":
    main()
