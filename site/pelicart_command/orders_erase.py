"""`pelicart orders erase`: a shopper's data leave an order; what the law keeps stays."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from pelicart.errors import Misconfigured, Raced, WrongState
from pelicart.order import Order
from pelicart.orders.erasing import InTheWay, erase, in_the_way, legally_kept
from pelicart.orders.invoicing import papers
from pelicart.publication import SHOP_KEY, shop_of
from pelicart.settings import Shop, shop_from
from pelicart.wiring import wiring
from pelicart.withdrawing import ends
from pelicart.writes import Store
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT
from pelicart_command.words import STATES, changed, money_back, when

WHY_NOT: Mapping[InTheWay, str] = {
    "open": "it is still open: {state}. Wait, or give it up:  pelicart orders cancel {number}  ",
    "review": "it is in review. First decide it:  pelicart doctor {number}  ",
    "disputed": "its payment is disputed, and the bank may ask you who bought. Wait for its word",
    "owed": "money that came twice or too late is still going back. Wait for that",
    "refunding": "a refund of it is under way. Wait until it is counted",
    "withdrawn": "its shopper has withdrawn. First give the money back:  {money_back}  ",
    "to-send": "it is paid and was not sent. Send it:  pelicart orders ship {number}  ; or give "
    "the money back and its goods:  pelicart refund {number} --restock  ",
    "may-withdraw": "its shopper can still withdraw{until}, and is to get a receipt then",
    "no-number": "it has money that no invoice or credit note names yet. Look again in a minute",
    "told": "a mail of it is being written. Try again in a few minutes",
    "kept": "the law keeps the name and address on its invoice until {kept}. Leave out --all",
}


def run(given: argparse.Namespace) -> int:
    """Erases, and says what is kept and until when; the same once more changes nothing."""
    wired = wiring()
    now = wired.now()
    order, shop = find(wired.store, given.order, now), _shop(wired.store)
    order = papers(wired.store, order, shop, now)
    if why := in_the_way(order, shop, now, everything=given.all):
        raise Stopped(_refused(order, shop, why))
    try:
        after = erase(wired.store, order, shop, now=now, by="merchant", everything=given.all)
    except (Raced, WrongState) as wrong:
        raise Stopped(changed(order)) from wrong
    print(_told(order, after, shop))
    return 0


def _shop(store: Store) -> Shop:
    item = store.read([SHOP_KEY]).get(SHOP_KEY)
    if item is None:
        raise Misconfigured("nothing is published in this table")
    return shop_from(shop_of(item))


def _told(before: Order, after: Order, shop: Shop) -> str:
    done = "was erased before" if after.history == before.history else "is erased"
    if not after.person:
        return f"Order {after.number} {done}: nothing in it names its shopper."
    number, until = after.invoice["number"], when(legally_kept(after, shop))
    return (
        f"Order {after.number} {done}, but for name and address on invoice {number}. From {until} "
        f"on they can go too:  pelicart orders erase {after.id} --all"
    )


def _refused(order: Order, shop: Shop, why: InTheWay) -> str:
    until = ends(order, shop.withdrawal)
    words = WHY_NOT[why].format(
        number=order.number,
        state=STATES[order.state],
        money_back=money_back(order),
        until=f" until {when(until)}" if until else "",
        kept=when(legally_kept(order, shop)),
    )
    return f"order {order.number} can't be erased: {words}. {KEPT}"
