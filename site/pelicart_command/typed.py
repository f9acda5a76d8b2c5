"""What a merchant typed about money, read; each refusal ends with what was changed: nothing."""

from __future__ import annotations

import unicodedata

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


def text_of(text: str | None, option: str, longest: int) -> str:
    """A word or two as typed, its spaces folded; empty if the option wasn't given."""
    said = " ".join((text or "").split())
    if text is not None and not said:
        raise Stopped(f"{option} is empty: leave it out, or write something. {KEPT}")
    if len(said) > longest:
        raise Stopped(f"{option} is longer than {longest} characters. {KEPT}")
    if any(unicodedata.category(character).startswith("C") for character in said):
        raise Stopped(f"{option} has a character that can't be seen: type it anew. {KEPT}")
    return said
