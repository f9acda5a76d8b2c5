"""What all simulated payment modules share: calls to the provider, each with its chances."""

# ruff: noqa: ARG002  the protocol's arguments

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from tests.simulation.faults import call
from tests.simulation.ledger import Ledger, Session

from pelicart.errors import Forged, NotFound, PelicartError, ProviderDown, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import (
    Acknowledgement,
    Capabilities,
    HandOff,
    Notice,
    Payment,
    Redirect,
    Sample,
    Urls,
    Words,
)

if TYPE_CHECKING:
    from tests.simulation.world import World

Answer = TypeVar("Answer")
HOST = "https://pay.example"


class Simulated:
    """A payment module whose provider is a `Ledger` in this process."""

    live = True
    capabilities = Capabilities(refunds=True, origins=(HOST,))
    direct = True
    """Whether money moves without a capture of ours."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self.world, self.ledger = world, ledger

    def accepts(self, total: Money) -> bool:
        return total.minor > 0

    def start(self, order: Order, urls: Urls, words: Words) -> HandOff:
        return self.asks("start", lambda: self._opened(order, urls))

    def resume(self, order: Order, urls: Urls, words: Words) -> HandOff | None:
        found = self.read(order.session)
        return self.page(found) if found.state == "open" else None

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        data = self.verified(body, headers)
        return Notice(data["session"], data.get("order", ""))

    def verified(self, body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
        if headers.get("x-signature") != "good":
            raise Forged("signature")
        data: dict[str, str] = json.loads(body)
        return data

    def look_up(self, session: str) -> Payment:
        return self.read(session).payment()

    def capture(self, session: str) -> Payment:
        return self.look_up(session)

    def close(self, session: str) -> Payment:
        return self.look_up(session)

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        self.asks("refund", lambda: self._given(order, amount, key))
        return self.look_up(order.session)

    def acknowledge(self, wrong: PelicartError | None = None) -> Acknowledgement | None:
        return None if wrong else Acknowledgement(200, "received")

    def sample(self, now: int) -> Sample | None:
        return None

    def asks(self, verb: str, apply: Callable[[], Answer]) -> Answer:
        """One request to the provider."""
        return call(self.world, f"{self.ledger.name} {verb}", apply, ProviderDown)

    def read(self, session: str) -> Session:
        """The session as it stood when it was read."""

        def found() -> Session:
            stands = self.ledger.find(session)
            if stands is None:
                raise NotFound("no session of this shop", session=session)
            return replace(stands)

        return self.asks(f"read {session}", found)

    def page(self, session: Session) -> HandOff:
        return Redirect(f"{HOST}/{session.id}", session.id, session.expires)

    def _opened(self, order: Order, urls: Urls) -> HandOff:
        """The session of this attempt: the key finds it again, and asks for the same sum."""
        key = f"{order.id}:{order.attempt}"
        if key not in self.ledger.keys:
            expires = self.expires(order)
            name = f"{order.number}-{order.attempt}"
            self.ledger.opens(Session(name, order.id, order.total, expires, urls=urls))
            self.ledger.keys[key] = name
        return self.page(self.ledger.sessions[self.ledger.keys[key]])

    def expires(self, order: Order) -> int:
        return order.session_expires

    def _given(self, order: Order, amount: Money, key: str) -> None:
        session = self.ledger.find(order.session)
        if session is None or not self.ledger.gives_back(session, amount.minor, key):
            raise ProviderRefused("not today", order=order.id)
