"""`pelicart cards open`: decrypts one order's card here, to be charged by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from pelicart.card import Card
from pelicart.errors import NotOpened, WrongKey
from pelicart.order import SEALED, Order, card_key
from pelicart.seal import unseal
from pelicart.wiring import wiring
from pelicart_command.finding import find
from pelicart_command.keyfile import load_key
from pelicart_command.stopped import Stopped
from pelicart_command.words import STATES


def run(given: argparse.Namespace) -> int:
    """Shows the card of an order that waits to be charged, and what to charge."""
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    _check(order, wired.now())
    key = card_key(order.id)
    item = wired.store.read([key]).get(key)
    if item is None:
        raise Stopped(f"order {order.number} has no card any more: it was deleted")
    private = load_key(Path(given.key))
    try:
        card = unseal(str(item.get("sealed", "")), private, order.id, order.money)
    except WrongKey as wrong:
        raise Stopped(
            f"this is another key's card: {wrong}, which is not in {given.key}"
        ) from wrong
    except NotOpened as wrong:
        raise Stopped(
            f"the card of order {order.number} can't be opened: {wrong}. Don't charge anything: "
            f"write to the shopper, and give the order up:  pelicart cards done {order.number} "
            "--declined"
        ) from wrong
    print(_sheet(order, card))
    return 0


def _check(order: Order, now: int) -> None:
    """Stops unless the order may be charged now."""
    if order.module != SEALED:
        raise Stopped(f"order {order.number} is paid by {order.method}: it has no card here")
    if order.wanted:
        raise Stopped(f"the shopper has cancelled order {order.number}: don't charge it")
    if order.state != "awaiting":
        raise Stopped(f"order {order.number} is not to be charged: it is {STATES[order.state]}")
    if now >= order.deadline:
        raise Stopped(f"the deadline of order {order.number} is over: don't charge it")


def _sheet(order: Order, card: Card) -> str:
    groups = (card.number[at : at + 4] for at in range(0, len(card.number), 4))
    year, _, month = card.expiry.partition("-")
    return f"""\
Order {order.number}: charge {order.money}
  Number  {" ".join(groups)}
  Expiry  {month}/{year}
  Holder  {card.holder}
Charged:   pelicart cards done {order.number} --reference "what the terminal printed"
Declined:  pelicart cards done {order.number} --declined"""
