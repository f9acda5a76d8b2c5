"""Like PayPal: the payer agrees, and the shop takes the money; any browser can open a session."""

# ruff: noqa: ARG002  the protocol's arguments

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.simulation.invariants import taken
from tests.simulation.kinds.base import HOST, Simulated

from pelicart.errors import NotFound, ProviderRefused
from pelicart.order import Order
from pelicart.payments.base import Capabilities, HandOff, Notice, Payment, Redirect, Urls, Words


class Agreeing(Simulated):
    capabilities = Capabilities(refunds=True, strangers_open=True, origins=(HOST,))
    direct = False
    delays = False

    def expires(self, order: Order) -> int:
        return self.ledger.clock() + 6 * 3600

    def page_of(self, session: str, order: Order) -> HandOff:
        return Redirect(f"{HOST}/{session}", session, order.session_expires)

    def start(self, order: Order, urls: Urls, words: Words) -> HandOff:
        def opened() -> HandOff:
            self._opened(order, urls)
            return self.page_of(self.ledger.keys[f"{order.id}:{order.attempt}"], order)

        return self.asks("start", opened)

    def resume(self, order: Order, urls: Urls, words: Words) -> HandOff | None:
        found = self.read(order.session)
        return self.page_of(found.id, order) if found.state in {"open", "approved"} else None

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """Asks whether the event is genuine, then reads what it is about."""
        data = self.asks("verify", lambda: self.verified(body, headers))
        try:
            payment = self.look_up(data["session"])
        except NotFound:
            return None
        return Notice(payment.session, payment.order, "", payment)

    def close(self, session: str) -> Payment:
        """Nothing ends it, but without our capture nobody takes its money."""
        payment = self.look_up(session)
        return replace(payment, state="expired") if payment.state == "open" else payment

    def capture(self, session: str) -> Payment:
        """Takes the money once at most; a refusal is read again."""
        found = self.read(session)
        if found.state != "approved":
            return found.payment()
        key = f"capture:{session}:{found.approvals}"
        try:
            return self.asks(f"capture {session}", lambda: self._taken(session, key))
        except ProviderRefused:
            again = self.read(session).payment()
            return replace(again, state="open") if again.state == "approved" else again

    def _taken(self, session: str, key: str) -> Payment:
        found = self.ledger.find(session)
        assert found is not None
        if found.state != "approved" or key in self.ledger.refused:
            raise ProviderRefused("nothing to take", session=session)
        if self.ledger.declining:
            self.ledger.refused.add(key)  # as providers do, who repeat their answer to a key
            raise ProviderRefused("declined", session=session)
        self.world.holds(lambda: taken(self.world, found))
        self.ledger.pays(found)
        return found.payment()
