"""Not by chance: a purchase and its refund in which each call in turn meets each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.simulation.faults import DIES, DONE_AND_DIES, FAILS, LOST
from tests.simulation.running import Run, Step, scripted
from tests.simulation.shop import METHODS
from tests.simulation.swarm import Swarm
from tests.simulation.world import World

FAULTS = (FAILS, LOST, DIES, DONE_AND_DIES)


@dataclass(frozen=True)
class Broken:
    """The nth call meets a fault; with `again` whoever was at it tries once more."""

    nth: int
    fault: str
    again: bool


def every_fault(method: str) -> Iterator[tuple[Broken, Run]]:
    """The purchase by this method, with each fault at each of its calls, retried and not."""
    for fault in FAULTS:
        for again in (False, True):
            nth, met = 0, True
            while met:
                nth += 1
                broken = Broken(nth, fault, again)
                run, met = _purchase(method, broken)
                if met:
                    yield broken, run


def _purchase(method: str, broken: Broken) -> tuple[Run, bool]:
    swarm = Swarm(shoppers=1, methods=(method,), end="reconcile", off=frozenset({"late-forms"}))
    script = _Script(broken)
    run = scripted(swarm, script.steps)
    return run, script.met


class _Script:
    def __init__(self, broken: Broken) -> None:
        self.broken, self.calls, self.met = broken, 0, False

    def steps(self, world: World) -> Iterator[Step]:
        """Each act to its end; one that met the fault is done again if that is asked for."""
        for act in ACTS:
            before = self.met
            yield from self._does(world, act)
            if self.broken.again and self.met and not before:
                yield from self._does(world, act)

    def _does(
        self, world: World, act: Callable[[World], Iterator[tuple[object, ...]]]
    ) -> Iterator[Step]:
        for step in act(world):
            yield (self.calls, *step)
            while world.tasks:
                self.calls += 1
                hit = self.calls == self.broken.nth
                self.met |= hit
                yield (self.calls, "io", next(iter(world.tasks)), self.broken.fault if hit else "")


Steps = Iterator[tuple[object, ...]]


def _reviews(world: World) -> Steps:
    yield "ada", "review", 0, world.swarm.methods[0]


def _orders(_world: World) -> Steps:
    yield "ada", "order", 0


def _pays(world: World) -> Steps:
    for provider, session in world.shoppers["ada"].pages:
        module = world.simulated(provider)
        yield "bank", "pays" if module and module.direct else "agrees", provider, session


def _returns(world: World) -> Steps:
    for provider, session in world.shoppers["ada"].pages:
        yield "ada", "returns", provider, session


def _noticed(world: World) -> Steps:
    ledger = world.ledgers.get(METHODS[world.swarm.methods[0]])
    for message in list(ledger.messages) if ledger else ():
        yield "notice", "sent", ledger.name if ledger else "", message.number


def _marks(world: World) -> Steps:
    for order in world.orders():
        if order.module in {"manual", "sealed"}:
            yield "merchant", "marks", order.id, "line-1", 0


def _tells(world: World) -> Steps:
    for order in world.stream[:]:
        yield "teller", "hears", order


def _refunds(world: World) -> Steps:
    for order in world.orders():
        yield "merchant", "refunds", order.id, 1


def _later(_world: World) -> Steps:
    yield "clock", "goes", 601
    yield "clock", "reconcile"


ACTS = (
    _reviews, _orders, _pays, _returns, _noticed, _marks, _tells, _later, _refunds, _tells, _later,
)  # fmt: skip
