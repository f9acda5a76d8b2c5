"""`pelicart orders downloads`: an order's files, how often each was fetched; and all once more."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pelicart.allowance import Allowance
from pelicart.downloads import DELIVERED, downloads, fetched, file_name, files
from pelicart.errors import Misconfigured, Raced, WrongState
from pelicart.order import Order
from pelicart.orders.downloading import grant_again
from pelicart.publication import SHOP_KEY, shop_of
from pelicart.settings import shop_from
from pelicart.wiring import wiring
from pelicart.writes import Store
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.words import STATES, when


def run(given: argparse.Namespace) -> int:
    """Says what can still be downloaded; with --again days and times begin anew."""
    wired = wiring()
    order, now = find(wired.store, given.order, wired.now()), wired.now()
    if not files(order):
        raise Stopped(f"order {order.number} has no files.")
    if given.again:
        order = _granted(wired.store, order, now)
    for text in _told(order, _allowance(wired.store), now):
        print(text)
    return 0


def _granted(store: Store, order: Order, now: int) -> Order:
    try:
        return grant_again(store, order, now=now, by="merchant")
    except WrongState as wrong:
        raise Stopped(
            f"the files of order {order.number} can't be downloaded, its state is: "
            f"{STATES[order.state]}. Nothing was changed."
        ) from wrong
    except Raced as wrong:
        raise Stopped(
            f"order {order.number} was changed just now: look at it again. Nothing was changed."
        ) from wrong


def _allowance(store: Store) -> Allowance:
    item = store.read([SHOP_KEY]).get(SHOP_KEY)
    if item is None:
        raise Misconfigured("nothing is published in this table")
    return shop_from(shop_of(item)).downloads


def _told(order: Order, allowance: Allowance, now: int) -> Iterator[str]:
    if order.state not in DELIVERED:
        yield f"Nothing can be downloaded now, the order's state is: {STATES[order.state]}."
    for one in downloads(order, allowance, now):
        if one.closed == "over":
            yield f"{one.file} could be downloaded until {when(one.until)}."
        else:
            yield f"{one.file} can be downloaded {times(one.left)} more, until {when(one.until)}."
    yield from taken(order)


def taken(order: Order) -> Iterator[str]:
    """How often each file of an order was fetched, and when."""
    for number, line in enumerate(files(order)):
        moments = fetched(order, number)
        told = ", ".join(map(when, moments))
        name = file_name(str(line.digital))
        yield f"{name}  {times(len(moments))}{f': {told}' if told else ''}"


def times(count: int) -> str:
    """So often, in words."""
    return f"{count} time{'' if count == 1 else 's'}"
