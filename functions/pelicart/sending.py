"""What sends a shop's letters: numbers invoices, writes each letter, and hands it to the post."""

from __future__ import annotations

from pelicart.letters import Due
from pelicart.order import Order
from pelicart.orders.invoicing import papers
from pelicart.orders.telling import Send
from pelicart.orders.writing import written
from pelicart.wiring import Wiring


def sender(wired: Wiring) -> Send:
    """For `tell`: raises what the post does, and what rendering does."""

    def send(order: Order, due: Due) -> None:
        # Numbered first, so that a letter never speaks of a paper that isn't there.
        shop = wired.published(order.language).shop
        wired.post.send(written(wired, papers(wired.store, order, shop, wired.now()), due))

    return send
