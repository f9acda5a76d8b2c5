"""Stock put in, taken off or counted by the merchant; each refusal says what to do instead."""

from __future__ import annotations

import getpass
import re

from pelicart.errors import NotFound, PelicartError, Raced, TableDown, TooFew, Unaccounted
from pelicart.orders.stocking import Owned, adjust, count
from pelicart.stock import Said, Stock
from pelicart.wiring import Wiring
from pelicart_command.finding import newest
from pelicart_command.stock_show import EVER, not_there
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT

MOST = 10**6
"""Units of one change or count."""

LONGEST = 120
"""Characters of a reason."""

_SIGNED = re.compile(r"[+-][0-9]{1,7}", re.ASCII)


def change_of(text: str) -> int:
    """A change as typed, with its sign: without one it could as well be meant as the new level."""
    change = int(text) if _SIGNED.fullmatch(text) else 0
    if not 0 < abs(change) <= MOST:
        raise Stopped(
            f"{text!r} is no change: write +5 for five more, -2 for two fewer, or --count 12 for "
            f"what is on the shelf. {KEPT}"
        )
    return change


def moved(wired: Wiring, counter: str, change: int, reason: str | None) -> str:
    """Adds units, or takes some off; says what is for sale now."""
    try:
        stock = adjust(wired.store, counter, change, _said(wired, reason))
    except TooFew as few:
        raise Stopped(_too_many_off(counter, -change, int(few.ids["avail"]))) from few
    except (NotFound, Raced, TableDown) as wrong:
        raise _stopped(wrong, counter) from wrong
    more = f"{change} more" if change > 0 else f"{-change} fewer"
    return f"{counter}: {more}, {_for_sale(stock)}."


def counted_anew(wired: Wiring, counter: str, shelf: int, reason: str | None) -> str:
    """Takes over what was counted on the shelf; says what is for sale now."""
    if not 0 <= shelf <= MOST:
        raise Stopped(f"--count is from 0 to {MOST}. {KEPT}")
    store, now = wired.store, wired.now()
    try:
        said = _said(wired, reason)
        stock, orders = count(store, lambda: newest(store, now, EVER), counter, shelf, said)
    except TooFew as few:
        here, avail = int(few.ids["here"]), int(few.ids["avail"])
        raise Stopped(_too_few_there(counter, shelf, here, avail)) from few
    except (NotFound, Unaccounted, TableDown) as wrong:
        raise _stopped(wrong, counter) from wrong
    (change,) = (entry["change"] for entry in stock.log if entry["mark"] == said.mark)
    books = f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "as"
    return f"{counter}: counted {shelf}, {books} in the books; {_for_sale(stock)}{_rest(orders)}."


def _said(wired: Wiring, reason: str | None) -> Said:
    why = " ".join((reason or "").split())
    if len(why) > LONGEST:
        raise Stopped(f"--reason is longer than {LONGEST} characters. {KEPT}")
    return Said(wired.now(), _who(), why, wired.basket())


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a machine where nobody is logged in
        return "merchant"


def _for_sale(stock: Stock) -> str:
    return f"{stock.avail} for sale now"


def _rest(orders: Owned) -> str:
    """Why not all that was counted is for sale."""
    parts = [f"{orders.held} held"] if orders.held else []
    parts += [f"{orders.unsent} to send"] if orders.unsent else []
    return f", {' and '.join(parts)}" if parts else ""


def _too_many_off(counter: str, wanted: int, avail: int) -> str:
    off = f"Take off {avail} at most" if avail else "None can be taken off"
    return (
        f"only {avail} of {counter} are for sale, so {wanted} can't be taken off: orders own the "
        f"others. {off}; cancel or refund an order whose goods aren't there. {KEPT}"
    )


def _too_few_there(counter: str, shelf: int, here: int, avail: int) -> str:
    off = (
        f"Take the {avail} off sale that aren't there:  pelicart stock {counter} -{avail}  . "
        if avail
        else ""
    )
    return (
        f"orders own {here} of {counter} that weren't sent, and only {shelf} are there. {off}Then "
        f"cancel or refund an order whose goods aren't there. {KEPT}"
    )


def _stopped(wrong: PelicartError, counter: str) -> Stopped:
    if isinstance(wrong, NotFound):
        return Stopped(f"{not_there(counter)}. {KEPT}")
    if isinstance(wrong, Unaccounted):
        return Stopped(
            f"the orders found don't own what was sold of {counter}: one may be too new to be "
            f"listed. Count again in a moment, or write the change itself, such as +1. {KEPT}"
        )
    return Stopped(
        f"the table gave no answer, or {counter} was changed all the time: look with  pelicart "
        f"stock {counter}  whether your change is there before you type it again"
    )
