"""Runs a seed: draws each step from what is possible, and can run the same steps again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.simulation import atrest, ending
from tests.simulation.actors import bank, clockwork, merchant, notices, teller
from tests.simulation.answering import overheard
from tests.simulation.faults import FAULTS, LAGS
from tests.simulation.swarm import Swarm, drawn
from tests.simulation.violation import Violation
from tests.simulation.world import World

Step = tuple[Any, ...]

ACTORS: dict[str, Callable[..., None]] = {
    "bank": bank.does,
    "clock": clockwork.does,
    "merchant": merchant.does,
    "notice": notices.does,
    "teller": teller.does,
}
CHOICES = (bank.choices, clockwork.choices, merchant.choices, notices.choices, teller.choices)
RUNS_ON = 0.72
"""How often a task that runs goes on, rather than something else happening."""


@dataclass
class Run:
    """What became of a seed."""

    swarm: Swarm
    steps: list[Step]
    world: World
    violation: Violation | None = None

    @property
    def trace(self) -> str:
        """Names everything that happened, in its order."""
        return hashlib.sha256("\n".join(self.world.lines).encode()).hexdigest()


def run(seed: int, **chosen: Any) -> Run:
    """A whole schedule of a seed, drawn as it goes, and its end."""
    swarm = drawn(seed, **chosen)
    return _run(swarm, _drawn_steps(swarm))


def replay(swarm: Swarm, steps: Sequence[Step]) -> Run:
    """The same steps again, or some of them; what can't be done any more is passed over."""
    listed = list(steps)
    return _run(swarm, lambda _world: iter(listed))


def scripted(swarm: Swarm, steps: Callable[[World], Iterator[Step]]) -> Run:
    """Steps of somebody's own, drawn as the world goes on."""
    return _run(swarm, steps)


def _run(swarm: Swarm, steps: Callable[[World], Iterator[Step]]) -> Run:
    overheard()
    world = begun(swarm)
    taken: list[Step] = []
    outcome = Run(swarm, taken, world)
    try:
        for step in steps(world):
            taken.append(step)
            performs(world, step)
            world.checks()
        ending.ends(world)
        world.checks()
        atrest.check(world)
    except Violation as violation:
        outcome.violation = violation
        world.tells(f"VIOLATION {violation}")
    if outcome.violation is None and (said := overheard()):
        outcome.violation = Violation("I9 log", said[0])
    return outcome


def begun(swarm: Swarm) -> World:
    """A world at its beginning."""
    if swarm.real:
        from tests.simulation.standing.wire import Wire  # noqa: PLC0415  few seeds need it

        world = World(swarm)
        Wire.world = world
        return world
    return World(swarm)


def performs(world: World, step: Step) -> None:
    """One step, if it can be taken; its number names what begins in it, whatever is left out."""
    world.serial, who, *what = step
    if who == "io":
        name, fault = what
        if name in world.tasks:
            world.goes_on(name, fault)
    elif who in ACTORS:
        ACTORS[who](world, *what)
    elif who in world.shoppers:
        world.shoppers[who].does(*what)


def _drawn_steps(swarm: Swarm) -> Callable[[World], Iterator[Step]]:
    chance = Random(f"steps {swarm.seed}")  # noqa: S311  a game of chance, no secret
    kinds = FAULTS if swarm.on("indexes-lag") else tuple(f for f in FAULTS if f != LAGS)

    def steps(world: World) -> Iterator[Step]:
        for number in range(swarm.length):
            if world.tasks and chance.random() < RUNS_ON:
                fault = chance.choice(kinds) if chance.random() * 100 < swarm.rate else ""
                yield (number, "io", chance.choice(list(world.tasks)), fault)
            else:
                weights, found = zip(*_possible(world), strict=True)
                yield (number, *chance.choices(found, weights)[0])

    return steps


def _possible(world: World) -> Iterator[tuple[int, Step]]:
    for choices in CHOICES:
        yield from choices(world)
    for shopper in world.shoppers.values():
        yield from shopper.choices()
