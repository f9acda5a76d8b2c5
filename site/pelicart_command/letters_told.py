"""What mails an order has caused: sent, refused, or still to be sent."""

from __future__ import annotations

from collections.abc import Iterator

from pelicart.letters import REFUSED, TO_MERCHANT, due_letters
from pelicart.order import Order
from pelicart_command.words import when


def letters(order: Order) -> Iterator[str]:
    """A line for each letter, those that were told first; each names the moment it is about."""
    for key in order.told:
        index, _, letter = key.removesuffix(REFUSED).partition(":")
        at = order.history[int(index)]["at"] if int(index) < len(order.history) else 0
        how = "sent" if not key.endswith(REFUSED) else "REFUSED for good: its address or its text"
        yield f"{_named(letter)}, about {when(at)}: {how}"
    for due in due_letters(order):
        yield f"{_named(due.letter)}, about {when(due.entry['at'])}: due since {when(due.at)}"


def refused(order: Order) -> list[str]:
    """Letters that nobody got."""
    keys = (key.removesuffix(REFUSED) for key in order.told if key.endswith(REFUSED))
    return [key.partition(":")[2] for key in keys]


def _named(letter: str) -> str:
    return f"{letter}, to {'you' if letter in TO_MERCHANT else 'the shopper'}"
