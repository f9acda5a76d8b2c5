"""Notices: lost, late, twice, in any order; and those that somebody forged."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tests.pelicart.shopfront import http_event
from tests.simulation.answering import answers
from tests.simulation.ledger import Ledger, Message, Session
from tests.simulation.tasks import Task

if TYPE_CHECKING:
    from tests.simulation.world import World

LIVES = 28
MOST = 3
"""Times that a notice is sent while there are faults."""
FORGERIES = ("unsigned", "elsewhere", "too-little", "other-mode", "stranger", "second")

Step = tuple[Any, ...]


def choices(world: World) -> Iterator[tuple[int, Step]]:
    """The notices that may arrive now."""
    for name, ledger in world.ledgers.items():
        for message in ledger.messages:
            if message.lost or message.sent >= MOST:
                continue
            if not message.heard:
                yield 8, ("notice", "sent", name, message.number)
                if world.swarm.loss and not message.sent:
                    yield max(1, world.swarm.loss // 4), ("notice", "lost", name, message.number)
            elif world.swarm.on("repeats"):
                yield 1, ("notice", "sent", name, message.number)
        if world.swarm.on("forges") and ledger.sessions and not world.swarm.real:
            kind = FORGERIES[(world.now + len(ledger.messages)) % len(FORGERIES)]
            victim = list(ledger.sessions)[world.now % len(ledger.sessions)]
            yield 1, ("notice", "forged", name, kind, victim)


def does(world: World, verb: str, provider: str, *given: Any) -> None:
    ledger = world.ledgers[provider]
    if verb == "forged":
        _forged(world, ledger, *given)
        return
    if given[0] >= len(ledger.messages):
        return
    message = ledger.messages[given[0]]
    if verb == "lost":
        message.lost = True
        world.tells(f"{provider}'s notice {message.number} is lost")
    else:
        sends(world, ledger, message)


def sends(world: World, ledger: Ledger, message: Message) -> None:
    """The provider posts a notice, and takes 2xx for its having been handled."""
    message.sent += 1
    stood = world.captured(message.session, ledger)
    if ledger.name == "monetico":  # its notices are evidence of what was, and lead to no look
        stood["captured"] = message.payment.captured.minor

    def heard(task: Task) -> None:
        if isinstance(task.answer, dict) and message.taken(status(task), _body(task)):
            message.heard = True
            world.acknowledged(message, ledger, stood)

    _post(world, ledger.name, f"notice{message.number}", *ledger.posts(message), heard)


def status(task: Task) -> int:
    """What the provider was answered; 0 for nothing."""
    return int(task.answer["statusCode"]) if isinstance(task.answer, dict) else 0


def _forged(world: World, ledger: Ledger, kind: str, victim: str) -> None:
    """Something that looks like a notice of somebody's order."""
    real = ledger.sessions.get(victim)
    if real is None:
        return
    session, signature = victim, "good"
    if kind == "unsigned":
        signature = "bad"
    elif kind == "elsewhere":
        session = "another-shop's"
    else:
        session = _made(ledger, real, kind)
        if not session:
            return
    world.tells(f"somebody forges a notice: {kind}, {session}")

    def heard(task: Task) -> None:
        if signature == "bad":
            world.unsigned(task, status(task))
        elif status(task) // 100 == 2 and session in ledger.sessions:
            ledger.sessions[session].told = True

    said = {"session": session, "order": "" if kind == "elsewhere" else real.order}
    body, headers = json.dumps(said).encode(), {"x-signature": signature}
    _post(world, ledger.name, f"forged-{kind}", body, headers, heard)


def _made(ledger: Ledger, real: Session, kind: str) -> str:
    """A real session with somebody's order id: with too little money, or none that counts."""
    name = f"{real.order[:12]}-{kind}"
    if ledger.name == "monetico":
        return ""  # there a session is its own sum, and the terminal's seal is on every notice
    if name not in ledger.sessions:
        minor = real.asked - (kind == "too-little")
        if (kind == "stranger") != (ledger.name == "paypal"):
            return ""  # elsewhere it takes our secret to open one
        live = kind != "other-mode"
        ours = ledger.name != "paypal"
        made = Session(name, real.order, minor, 2**40, live=live, ours=ours, foreign=True)
        made.state, made.captured = "paid", minor
        ledger.opens(made)
    return name


def _body(task: Task) -> bytes:
    assert isinstance(task.answer, dict)
    return str(task.answer["body"]).encode()


def _post(
    world: World, provider: str, name: str, body: bytes, headers: Mapping[str, str], heard: Any
) -> None:
    event = http_event(
        "POST", f"/shop/notice/{provider}", headers={"host": "shop.example", **headers}
    )
    event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    world.begins(f"{provider}.{name}", lambda: answers(world, event), heard, LIVES, web=True)
