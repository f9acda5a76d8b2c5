"""Parts of what is printed of an order."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart.money import Money
from pelicart.order import Order
from pelicart_command.words import WHY


def going_back(order: Order) -> Iterator[str]:
    """Money that is asked of the provider, or owed, and not known to have gone back."""
    if order.refunding:
        yield f"{Money(order.refunding, order.currency)} asked back of {order.module}, not counted"
    for owed in order.owed:
        amount, why = Money(owed["amount"], order.currency), WHY.get(owed["why"], owed["why"])
        yield f"{amount} owed, reference {owed['reference']}: {why}"


def block(title: str, texts: Iterator[str]) -> Iterator[str]:
    """A heading with its lines; nothing where there are none."""
    lines = list(texts)
    if lines:
        yield ""
        yield title
        yield from (f"  {text}" for text in lines)
