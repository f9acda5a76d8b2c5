"""What sends a shop's letters: writes each as a mail, and hands it to the shop's post."""

from __future__ import annotations

from pelicart.letters import Due
from pelicart.order import Order
from pelicart.orders.telling import Send
from pelicart.orders.writing import written
from pelicart.wiring import Wiring


def sender(wired: Wiring) -> Send:
    """For `tell`: raises what the post does, and what rendering does."""

    def send(order: Order, due: Due) -> None:
        wired.post.send(written(wired, order, due))

    return send
