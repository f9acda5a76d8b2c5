"""Who tells people: driven by the table's stream, whose records are lost, late and doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.simulation.faults import call
from tests.simulation.invariants import mailed

from pelicart.endpoints.tell import _told as tell
from pelicart.errors import MailDown, MailRefused
from pelicart.letters import TO_MERCHANT
from pelicart.mail.base import Mail
from pelicart.orders.untold import tell_untold
from pelicart.sending import sender

if TYPE_CHECKING:
    from tests.simulation.world import World

LIVES = 60

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
        if task.answer is not True and not world.ending:
            world.stream.append(order)

    world.begins(f"tell.{order[:12]}", lambda: tell(world.wired, order), ends, LIVES)


def sweeps(world: World) -> None:
    """Orders with letters that nobody sent, whatever became of the stream."""

    def work() -> object:
        until = world.now + LIVES
        return tell_untold(world.table, sender(world.wired), lambda: world.now, until)

    world.begins("tell.sweep", work, lambda _task: None, LIVES)


class Postman:
    """The shop's post: a call like any other, after which the mail is out."""

    def __init__(self, world: World) -> None:
        self.world = world

    def send(self, mail: Mail) -> None:
        """`subject` names letter and order, as `Views` writes it."""
        letter, number = mail.subject.split()
        call(self.world, f"mail {letter} of {number}", lambda: self._out(mail), MailDown)

    def _out(self, mail: Mail) -> None:
        world, (letter, number) = self.world, mail.subject.split()
        (order,) = (one for one in world.orders() if one.number == number)
        refuses = world.swarm.on("bounces") and order.total % 3 == 0
        if refuses and letter not in TO_MERCHANT:
            raise MailRefused("no such mailbox")
        world.tells(f"a mail goes out: {letter} of {number}")
        world.holds(lambda: mailed(world, order, letter, mail.id))
