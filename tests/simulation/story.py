"""A failing seed as numbered sentences: who did what, what met it, and what the orders became."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.simulation import atrest, ending
from tests.simulation.running import Run, begun, performs
from tests.simulation.violation import Violation
from tests.simulation.world import World

FAULTS = {
    "fails": "fails before it was carried out",
    "lost": "is carried out, and its answer lost",
    "dies": "the function is killed before it",
    "done-and-dies": "is carried out, and the function killed",
    "busy": "the table or provider is busy",
    "lags": "the index lags behind",
}

LONGEST = 60
"""Lines of one step; the end is a long one."""


def story(run: Run) -> str:
    """The schedule told from the start; it ends with what was broken."""
    swarm = run.swarm
    loss = f"{swarm.loss} % of notices lost" if swarm.loss else "no notice lost"
    head = (
        f"seed {swarm.seed}: {len(run.steps)} steps, {swarm.shoppers} shoppers, "
        f"{swarm.units} of each product, methods {', '.join(swarm.methods)}, {loss}, "
        f"providers' clocks {swarm.skew:+} s, in the end {swarm.end}"
    )
    return "\n".join([head, *_told(run)])


def _told(run: Run) -> Iterator[str]:
    world = begun(run.swarm)
    number = 0
    try:
        for number, step in enumerate(run.steps, 1):
            yield from _step(world, number, lambda step=step: performs(world, step))
        yield from _step(world, number + 1, lambda: ending.ends(world))
        atrest.check(world)
    except Violation as violation:
        yield from _since(world, number + 1, violation.lines)
        yield f"   BROKEN {violation}"


def _step(world: World, number: int, act: Any) -> Iterator[str]:
    before, orders = len(world.lines), _orders(world)
    try:
        act()
        world.checks()
    except Violation as violation:
        violation.lines = [*world.lines[before:], *_changed(world, orders)]
        raise
    yield from _since(world, number, [*world.lines[before:], *_changed(world, orders)])


def _since(world: World, number: int, lines: Sequence[str]) -> Iterator[str]:
    if len(lines) > LONGEST:
        left = len(lines) - LONGEST
        lines = [*lines[: LONGEST // 2], f"... {left} lines more ...", *lines[-LONGEST // 2 :]]
    for index, line in enumerate(lines):
        yield f"{f'{number:4}' if not index else '    '} {world.now % 10**7:>7}  {_worded(line)}"


def _worded(line: str) -> str:
    for fault, words in FAULTS.items():
        line = line.replace(f"[{fault}]", f"-- {words}")
    return line


def _orders(world: World) -> dict[str, str]:
    told = {
        o.number: f"{o.state}, attempt {o.attempt}, session {o.session or '-'}, "
        f"captured {o.captured}, refunded {o.refunded}, due {o.due_at % 10**7 if o.due_at else '-'}"
        + (f", refunding {o.refunding}" if o.refunding else "")
        + (f", wanted {o.wanted}" if o.wanted else "")
        + f"; last: {_last(o.history)}"
        for o in world.orders()
    }
    for counter in world.stocked:
        told[counter] = f"{world.table.items[f'STOCK#{counter}']['avail']} left"
    return told


def _last(history: Sequence[Any]) -> str:
    last = history[-1]
    return f"{last['state']} by {last['by']} {last.get('why', '')}".strip()


def _changed(world: World, before: dict[str, str]) -> Iterator[str]:
    for name, told in _orders(world).items():
        if before.get(name) != told:
            yield f"    => {name}: {told}"
