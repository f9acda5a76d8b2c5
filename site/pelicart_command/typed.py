"""What a merchant typed about money, read; each refusal ends with what was changed: nothing."""

from __future__ import annotations

from pelicart.money import MalformedMoney, Money, minor_units
from pelicart.order import Order
from pelicart_command.stopped import Stopped

KEPT = "Nothing was changed."


def amount_of(text: str, order: Order, option: str = "--amount") -> Money:
    """An amount in the order's currency, written as 46.90."""
    try:
        return Money(minor_units(text, order.currency), order.currency)
    except MalformedMoney as wrong:
        raise Stopped(
            f"{option} {text!r} is no amount in {order.currency}: write it like "
            f"{plain(order.money)}. {KEPT}"
        ) from wrong


def reference_of(text: str) -> str:
    """What names a bank line or cheque, its spaces folded."""
    reference = " ".join(text.split())
    if not reference:
        raise Stopped(f"--reference is empty: write what names the bank line or cheque. {KEPT}")
    return reference


def plain(money: Money) -> str:
    """The number alone, as one types it."""
    return str(money).partition(" ")[0]
