"""The table as a function has it: the memory store, with a call's chances before each operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.simulation.faults import call
from tests.simulation.tasks import Task

from pelicart.errors import TableDown
from pelicart.store.memory import MemoryStore
from pelicart.writes import Index, Item, Write

if TYPE_CHECKING:
    from tests.simulation.world import World


class Table:
    """A `Store` over `whole`; `touched` are the keys that were written since it was emptied."""

    def __init__(self, world: World, items: dict[str, Item]) -> None:
        self.world, self.whole = world, MemoryStore()
        self.whole._items = dict(items)
        self.touched: dict[str, None] = {}
        self._before: dict[tuple[str, str], list[str]] = {}

    @property
    def items(self) -> dict[str, Item]:
        """What stands there now; to be looked at only."""
        return self.whole._items

    def read(self, keys: Sequence[str]) -> dict[str, Item]:
        label = f"read {' '.join(sorted(keys))}"
        return call(self.world, label, lambda: self.whole.read(keys), TableDown)

    def write(self, write: Write) -> Item:
        return call(self.world, f"write {write.key}", lambda: self._write(write), TableDown)

    def write_all(self, writes: Sequence[Write]) -> None:
        label = f"write {' + '.join(write.key for write in writes)}"
        call(self.world, label, lambda: self._write_all(writes), TableDown)

    def query(
        self, index: Index, partition: str, *, upto: str | int, limit: int, newest: bool = False
    ) -> list[str]:
        """An index may show what was true a moment ago."""

        def found() -> list[str]:
            now = self.whole.query(index, partition, upto=upto, limit=limit, newest=newest)
            before = self._before.get((index, partition), [])
            self._before[index, partition] = now
            task = Task.present()
            return before if task and task.lags else now

        return call(self.world, f"query {index} {partition}", found, TableDown)

    def _write(self, write: Write) -> Item:
        after = self.whole.write(write)
        self._wrote([write])
        return after

    def _write_all(self, writes: Sequence[Write]) -> None:
        self.whole.write_all(writes)
        self._wrote(writes)

    def _wrote(self, writes: Sequence[Write]) -> None:
        task = Task.present()
        for write in writes:
            if not write.checks_only:
                self.touched[write.key] = None
                if task:
                    task.calls["wrote"] += 1
