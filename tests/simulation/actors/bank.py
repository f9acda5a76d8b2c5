"""What happens at the providers: people pay, are declined, ask their bank for the money back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.simulation.ledger import Ledger, Session

if TYPE_CHECKING:
    from tests.simulation.world import World

Step = tuple[Any, ...]


def choices(world: World) -> Iterator[tuple[int, Step]]:
    """What may happen at the providers now."""
    for name, ledger in world.ledgers.items():
        for session in ledger.sessions.values():
            if session.shown:
                for weight, verb in _possible(world, name, ledger, session):
                    yield weight, ("bank", verb, name, session.id)
        if ledger.sessions and world.swarm.on("refuses"):
            yield 1, ("bank", "refuses", name, "")
        if ledger.sessions and world.swarm.on("declines"):
            yield 1, ("bank", "declines-captures", name, "")


def _possible(
    world: World, name: str, ledger: Ledger, session: Session
) -> Iterator[tuple[int, str]]:
    module, on = world.simulated(name), world.swarm.on
    assert module is not None
    if ledger.payable(session):
        yield 10, "pays" if module.direct else "agrees"
        if on("odd-sums") and module.direct:
            yield 1, "pays-less"
        if on("declines") and session.ours:
            yield 2, "declines"
        if on("delays") and getattr(module, "delays", False):
            yield 3, "delays"
    elif session.state == "processing":
        yield 3, "settles"
        yield 1, "bounces-off"
    elif session.state == "paid":
        yield from _of_paid(world, session)


def _of_paid(world: World, session: Session) -> Iterator[tuple[int, str]]:
    on = world.swarm.on
    if on("dashboard") and session.refunded < session.captured and not session.dispute:
        yield 1, "dashboard"
    if on("disputes") and not session.refunded:
        if session.dispute == "open":
            yield 3, "won"
            yield 2, "loses"
        elif session.dispute in {"", "won"}:
            yield 1, "disputed"
    if on("bounces") and session.refunded and not session.bounced and not session.dispute:
        yield 1, "bounces"


def does(world: World, verb: str, provider: str, name: str) -> None:
    """Carries one of them out, if it still can be."""
    ledger = world.ledgers[provider]
    if verb == "refuses":
        ledger.refusing = not ledger.refusing
        world.tells(f"{provider} {'refuses' if ledger.refusing else 'gives'} refunds")
        return
    if verb == "declines-captures":
        ledger.declining = not ledger.declining
        world.tells(f"{provider} {'declines' if ledger.declining else 'accepts'} what was agreed")
        return
    session = ledger.find(name)
    if (
        session
        and session.shown
        and verb in {v for _, v in _possible(world, provider, ledger, session)}
    ):
        ledger.happens(session, verb)
