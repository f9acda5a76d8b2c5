"""What runs by itself: the clock, and reconcile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pelicart.orders.overdue import finish_overdue

if TYPE_CHECKING:
    from tests.simulation.world import World

Step = tuple[Any, ...]

MINUTE, HOUR, DAY = 60, 3600, 86400
LIVES = 240
TICKS = ((4, 7), (3, 20), (2, 2 * MINUTE + 1), (2, 5 * MINUTE), (2, 11 * MINUTE))
JUMPS = ((2, 36 * MINUTE), (2, 2 * HOUR), (1, 7 * HOUR), (1, 25 * HOUR), (1, 6 * DAY))


def choices(world: World) -> Iterator[tuple[int, Step]]:
    """The clock goes on; reconcile runs, sometimes twice at once."""
    for weight, seconds in TICKS:
        yield weight, ("clock", "goes", seconds)
    if world.swarm.on("jumps"):
        for weight, seconds in JUMPS:
            yield weight, ("clock", "goes", seconds)
    running = sum(name.startswith("reconcile") for name in world.tasks)
    if running < 2:
        yield 6 if not running else 2, ("clock", "reconcile")


def does(world: World, verb: str, *given: Any) -> None:
    if verb == "goes":
        world.goes(*given)
    elif verb == "reconcile":
        reconciles(world)


def reconciles(world: World) -> None:
    """One run of the function that finishes what was left open."""
    world.begins("reconcile", lambda: finish_overdue(world.wired), lambda _task: None, LIVES)
