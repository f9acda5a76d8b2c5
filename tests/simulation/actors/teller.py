"""Who tells people: driven by the table's stream, whose records are lost, late and doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.simulation.faults import call
from tests.simulation.invariants import mailed

from pelicart.errors import MailDown, MailRefused
from pelicart.letters import Due
from pelicart.order import SHARDS, Order
from pelicart.orders.telling import Told, tell

if TYPE_CHECKING:
    from tests.simulation.world import World

LIVES = 60
UNKNOWN = "bob"
"""Whose mailbox refuses everything, now and then."""

Step = tuple[Any, ...]


def choices(world: World) -> Iterator[tuple[int, Step]]:
    """Records that may come, get lost, or come again; and the sweep for what was lost."""
    for order in world.stream:
        yield 4, ("teller", "hears", order)
        if world.swarm.loss:
            yield max(1, world.swarm.loss // 20), ("teller", "misses", order)
    if world.seen and world.swarm.on("repeats"):
        yield 1, ("teller", "hears", list(world.seen)[world.now % len(world.seen)])
    yield 1, ("teller", "sweeps")


def does(world: World, verb: str, *given: Any) -> None:
    if verb == "hears":
        hears(world, *given)
    elif verb == "misses":
        if given[0] in world.stream:
            world.stream.remove(given[0])
            world.tells(f"the stream loses a record of {given[0][:12]}")
    else:
        sweeps(world)


def hears(world: World, order: str) -> None:
    """The stream's record of an order that was written; one that failed comes again."""
    if order in world.stream:
        world.stream.remove(order)

    def ends(task: Any) -> None:
        if (task.killed or task.error) and not world.ending:
            world.stream.append(order)

    world.begins(f"tell.{order[:12]}", lambda: _told(world, order), ends, LIVES)


def sweeps(world: World) -> None:
    """Orders with letters that nobody sent, whatever became of the stream."""

    def work() -> None:
        for shard in range(SHARDS):
            due = world.table.query("untold", f"TELL#{shard}", upto=world.now, limit=50)
            for key in due:
                _told(world, key.removeprefix("ORDER#"))

    world.begins("tell.sweep", work, lambda _task: None, LIVES)


def _told(world: World, order: str) -> Told:
    return tell(world.table, order, lambda o, due: _send(world, o, due), world.now)


def _send(world: World, order: Order, due: Due) -> None:
    def sent() -> None:
        if refuses(world, order, due):
            raise MailRefused("no such mailbox")
        world.tells(f"a mail goes out: {due.letter} of {order.number}")
        world.holds(lambda: mailed(world, order.id, due.key, dict(due.entry)))

    call(world, f"mail {due.letter} of {order.number}", sent, MailDown)


def refuses(world: World, order: Order, due: Due) -> bool:
    """Whether this shopper's mailbox takes nothing."""
    return world.swarm.on("bounces") and order.total % 3 == 0 and not due.to_merchant
