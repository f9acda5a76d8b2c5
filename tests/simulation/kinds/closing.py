"""Like Stripe: a page that is closed by a call, many tries on it, money that may take days."""

from __future__ import annotations

from tests.simulation.kinds.base import Simulated

from pelicart.errors import ProviderRefused
from pelicart.order import Order
from pelicart.payments.base import Payment

LEAST = 30 * 60


class Closing(Simulated):
    delays = True

    def expires(self, order: Order) -> int:
        if order.session_expires - self.ledger.clock() < LEAST:
            raise ProviderRefused("expires too soon", order=order.id)
        return order.session_expires

    def close(self, session: str) -> Payment:
        """Expires it; one that can't be any more is read as it is."""

        def expired() -> Payment:
            found = self.ledger.find(session)
            if found is None or found.state != "open":
                raise ProviderRefused("not open", session=session)
            return self.ledger.does(found, "is closed", state="expired").payment()

        try:
            return self.asks(f"expire {session}", expired)
        except ProviderRefused:
            return self.look_up(session)
