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
        _happens(ledger, session, verb)


def _happens(ledger: Ledger, session: Session, verb: str) -> None:
    session.desk |= verb in {"dashboard", "disputed", "won", "loses", "bounces"}
    if verb == "pays-less":
        ledger.pays(session, session.asked - 1)
    elif verb in {"pays", "settles"}:
        ledger.pays(session)
    elif verb == "declines":
        _declined(ledger, session)
    else:
        session.approvals += verb == "agrees"
        session.bounced |= verb == "bounces"
        word, changes = _becomes(session)[verb]
        ledger.does(session, word, **changes)


def _becomes(session: Session) -> dict[str, tuple[str, dict[str, object]]]:
    """What is told, and what changes."""
    left = session.captured - session.refunded
    part = left if left < 200 or session.captured % 2 else left // 2
    return {
        "agrees": ("is agreed to", {"state": "approved"}),
        "delays": ("is under way", {"state": "processing"}),
        "bounces-off": ("comes to nothing", {"state": "failed"}),
        "dashboard": (f"gives back {part} by hand", {"refunded": session.refunded + part}),
        "disputed": ("is disputed", {"dispute": "open"}),
        "won": ("is won", {"dispute": "won"}),
        "loses": ("is lost", {"dispute": "lost", "refunded": session.captured}),
        "bounces": ("sends a refund back", {"refunded": 0}),
    }


def _declined(ledger: Ledger, session: Session) -> None:
    """On some pages another try follows, on some the session is over."""
    if ledger.name == "mollie" or (ledger.name == "monetico" and ledger.clock() % 2):
        ledger.does(session, "failed", state="failed")
    else:
        ledger.told(f"{ledger.name}: {session.id} was declined, and may be tried again")
