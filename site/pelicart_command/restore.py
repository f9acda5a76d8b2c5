"""`pelicart restore`: items of another table, such as a restored one, into the stage's own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock

from pelicart.store.dynamo import open_store
from pelicart.writes import Absent, Item, Refused, Store, Write
from pelicart_command.publishing.parallel import WORKERS, in_parallel
from pelicart_command.publishing.place import each_thread
from pelicart_command.stage import deployed
from pelicart_command.stopped import Stopped
from pelicart_command.whole_table import every_item

LEFT_OUT = ("LIMIT#", "PUBLISHED", "PUBLISHING")
"""What a restored table knows no better: counters of the hour, and what is published now."""

TABLE = "PELICART_TABLE"


@dataclass
class Counted:
    """What became of the items."""

    back: int = 0
    there: int = 0
    _turn: Lock = field(default_factory=Lock)

    def note(self, *, back: bool) -> None:
        """One more."""
        with self._turn:
            self.back += back
            self.there += not back
            if (self.back + self.there) % 1000 == 0:
                print(f"{self.back + self.there} items …", file=sys.stderr, flush=True)


def run(given: argparse.Namespace) -> int:
    """Puts back what is missing; with `--overwrite` also what is there in another way."""
    stage = deployed()
    own = os.environ[TABLE]
    if given.table == own:
        raise Stopped(f"{own} is the table of {stage.stage} itself: name the restored one")
    items = every_item({**os.environ, TABLE: given.table})
    counted = put_back(
        items, each_thread(lambda: open_store(os.environ)), overwrite=given.overwrite
    )
    what = "written" if given.overwrite else "put back"
    print(f"{counted.back} items {what}, {counted.there} were there.")
    print(f"Now:  pelicart --stage {stage.stage} publish --whole  , and  audit --providers")
    return 0


def put_back(
    items: Iterable[Item],
    store: Callable[[], Store],
    *,
    overwrite: bool = False,
    workers: int = WORKERS,
) -> Counted:
    """Writes each item that is missing; safe to stop and to run again."""
    counted = Counted()

    def put(item: Item) -> None:
        key = str(item["key"])
        try:
            store().write(Write(key, () if overwrite else (Absent(),), put=item))
        except Refused:
            counted.note(back=False)
        else:
            counted.note(back=True)

    wanted = (item for item in items if not str(item["key"]).startswith(LEFT_OUT))
    in_parallel(put, wanted, workers)
    return counted
