"""The end: faults stop, what runs comes to its end, then the clock passes all that can run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.actors import clockwork, notices, teller
from tests.simulation.violation import Violation

if TYPE_CHECKING:
    from tests.simulation.world import World

MOST_RUNS = 80
"""Runs of reconcile after which what is still due is due for ever."""
TRIES = 6
LONG = 3 * 86400


def ends(world: World) -> None:
    """Brings the world to rest by notices, by reconcile, or by both."""
    world.ending = True
    world.tells("faults stop")
    drains(world)
    for ledger in world.ledgers.values():
        ledger.refusing = ledger.declining = False
    _decides(world)
    world.goes(LONG)
    _looks(world)
    if world.swarm.end != "reconcile":
        _notices(world)
    if world.swarm.end != "notices":
        _reconciles(world)


def drains(world: World) -> None:
    """Lets every task end, one call of each in turn."""
    while world.tasks:
        for name in list(world.tasks):
            if name in world.tasks:
                world.goes_on(name)
                world.checks()


def _decides(world: World) -> None:
    """Money that was under way arrives, or doesn't."""
    for ledger in world.ledgers.values():
        for number, session in enumerate(list(ledger.sessions.values())):
            if session.state == "processing":
                ledger.happens(session, "settles" if number % 2 else "bounces-off")


def _looks(world: World) -> None:
    """Pages that have run out are over at the provider, too."""
    for ledger in world.ledgers.values():
        for name in list(ledger.sessions):
            ledger.find(name)


def _notices(world: World) -> None:
    """Every notice that wasn't answered with 2xx is sent again, also those that were lost."""
    for _ in range(TRIES):
        left = [
            (ledger, message)
            for ledger in world.ledgers.values()
            for message in ledger.messages
            if not message.heard
        ]
        if not left:
            return
        for ledger, message in left:
            notices.sends(world, ledger, message)
            drains(world)
            world.checks()
        world.goes(180)


def _reconciles(world: World) -> None:
    for _ in range(MOST_RUNS):
        due = [at for order in world.orders() for at in (order.due_at, order.tell_at) if at]
        if not due:
            return
        world.goes(max(301, min(due) - world.now + 1))
        _looks(world)
        for begins in (clockwork.reconciles, teller.sweeps):
            begins(world)
            drains(world)
            world.checks()
    raise Violation("rest: duty", f"{len(due)} orders are due for ever")
