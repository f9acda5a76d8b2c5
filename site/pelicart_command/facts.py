"""What commands ask of an order, each answered from the order alone."""

from __future__ import annotations

from pelicart.order import Order
from pelicart.orders.shipping import SENDABLE, sent


def has_goods(order: Order) -> bool:
    """Whether anything of it is to be sent or handed over: files are downloaded."""
    return any(not line.digital for line in order.quote.lines)


def withdrawn(order: Order) -> bool:
    """Whether its shopper has withdrawn from the contract."""
    return order.withdrawn > 0


def to_ship(order: Order) -> bool:
    """Whether it is paid, and its goods are still to leave."""
    waits = order.state in SENDABLE and order.holding and not sent(order)
    return waits and has_goods(order) and not withdrawn(order)


def kept(order: Order) -> int:
    """What it was paid and hasn't been given back, in minor units."""
    return order.captured - order.refunded
