"""What may go wrong at each call of a function: before it was carried out, after, or for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tests.simulation.tasks import Killed, Task

from pelicart.errors import PelicartError, Raced, TableDown

if TYPE_CHECKING:
    from tests.simulation.world import World

Answer = TypeVar("Answer")

FAILS, LOST, DIES, DONE_AND_DIES = "fails", "lost", "dies", "done-and-dies"
BUSY, LAGS = "busy", "lags"
FAULTS = (FAILS, LOST, DIES, DONE_AND_DIES, BUSY, LAGS)
"""Not carried out, and told so late · carried out, the answer lost · killed before · killed after ·
throttled or in conflict · an index that shows what was a moment ago."""


def call(
    world: World, label: str, apply: Callable[[], Answer], down: type[PelicartError]
) -> Answer:
    """One call of the task that runs: others may go first, and a fault may meet it."""
    task = Task.present()
    if task is None:
        return apply()
    if task.killed:
        raise Killed
    fault = Task.pauses(label)
    _counted(world, task, label, fault)
    if fault == DIES:
        task.killed = True
        raise Killed
    if fault in {FAILS, BUSY}:
        raise Raced("busy") if fault == BUSY and down is TableDown else down("a fault before")
    task.lags = fault == LAGS
    return _carried_out(task, apply, fault, down)


def _counted(world: World, task: Task, label: str, fault: str) -> None:
    world.calls += 1
    task.calls[label.partition(" ")[0]] += 1
    if fault:
        world.faults[fault] += 1
        world.excuses += task.calls["mail"] > 0


def _carried_out(
    task: Task, apply: Callable[[], Answer], fault: str, down: type[PelicartError]
) -> Answer:
    try:
        return apply()
    finally:
        # Whatever was answered, a refusal too, nobody hears it.
        if fault == DONE_AND_DIES:
            task.killed = True
            raise Killed
        if fault == LOST:
            raise down("a fault after") from None
