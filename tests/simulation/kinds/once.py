"""Like Mollie: one try on each page, which ends by itself and can't be closed; delayed methods."""

from __future__ import annotations

from tests.simulation.kinds.base import Simulated

from pelicart.order import Order

PAGE = 15 * 60


class Once(Simulated):
    delays = True

    def expires(self, order: Order) -> int:  # noqa: ARG002
        return self.ledger.clock() + PAGE
