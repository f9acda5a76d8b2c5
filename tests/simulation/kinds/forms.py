"""Like Monetico: a form of the browser's opens a page that nothing closes; notices are evidence."""

# ruff: noqa: ARG002  the protocol's arguments

from __future__ import annotations

from collections.abc import Mapping

from tests.simulation.kinds.base import HOST, Simulated
from tests.simulation.ledger import Session

from pelicart.errors import NotFound, ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import Capabilities, Notice, Payment, PostForm, Urls, Words

PAGE = 45 * 60
"""Seconds for which a page that was opened can be paid."""
ATTEMPTS = 5


class Forms(Simulated):
    capabilities = Capabilities(refunds=True, lingers=60 * 60, origins=(HOST,))
    delays = False

    def start(self, order: Order, urls: Urls, words: Words) -> PostForm:
        """The bank isn't asked; it hears of the session from the browser."""
        if order.attempt > ATTEMPTS:
            raise ProviderRefused("no reference is left", order=order.id)
        name = f"{order.id}.{order.attempt}.{order.total}"
        self.ledger.keys[name] = urls.done
        return PostForm(f"{HOST}/form", {"session": name}, name, order.session_expires)

    def resume(self, order: Order, urls: Urls, words: Words) -> PostForm | None:
        state = self.look_up(order.session).state
        return self.start(order, urls, words) if state == "open" else None

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: int) -> Notice | None:
        """What the bank sealed is what it saw then; by now more may have happened."""
        data = self.verified(body, headers)
        if "number" not in data:
            return Notice(data["session"], data.get("order", ""))
        said = self.ledger.messages[int(data["number"])].payment
        return Notice(said.session, said.order, "", said)

    def look_up(self, session: str) -> Payment:
        """Open until somebody paid there: the bank doesn't tell of a page that has ended."""
        return self.asks(f"status {session}", lambda: self._status(session))

    def posted(self, name: str) -> Session:
        """The browser posts the form."""
        found = self.ledger.sessions.get(name)
        if found is None:
            order, _, total = name.split(".")
            found = self.ledger.opens(Session(name, order, int(total), 0))
        if found.state == "open":
            found.expires, found.shown = self.ledger.clock() + PAGE, True
        return found

    def refund(self, order: Order, amount: Money, key: str) -> Payment:
        """The bank knows no keys: it is told what is left, and compares."""
        before, after = order.refunded, order.refunded + amount.minor
        payment = self.look_up(order.session)
        if payment.refunded.minor == after:
            return payment
        if payment.refunded.minor != before or after > payment.captured.minor:
            raise ProviderRefused("more than is left", order=order.id)
        if not self.asks("refund", lambda: self._left(order.session, before, amount.minor)):
            again = self.look_up(order.session)
            if again.refunded.minor != after:
                raise ProviderRefused("not what is left", order=order.id)
            return again
        return self.look_up(order.session)

    def _left(self, name: str, before: int, amount: int) -> bool:
        session = self.ledger.sessions[name]
        if self.ledger.refusing:
            raise ProviderRefused("not today", session=name)
        key = f"{name}:{before}:{len(self.ledger.given)}"
        return session.refunded == before and self.ledger.gives_back(session, amount, key)

    def _status(self, name: str) -> Payment:
        found = self.ledger.sessions.get(name)
        if found:
            return found.payment()
        if name not in self.ledger.keys:
            raise NotFound("no session of this shop", session=name)
        order, _, _ = name.split(".")
        nothing = Money(0, "EUR")
        return Payment("open", order, name, nothing, nothing, live=True)
