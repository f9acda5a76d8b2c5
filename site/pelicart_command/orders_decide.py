"""`pelicart orders decide`: the only way out of review, held against what the provider says."""

from __future__ import annotations

import argparse

from pelicart.errors import (
    Misconfigured,
    PelicartError,
    ProviderDown,
    Raced,
    ReferenceUsed,
    SoldOut,
    WrongAmount,
    WrongState,
)
from pelicart.order import BY_HAND, Order
from pelicart.orders.deciding import Verdict, decide
from pelicart.wiring import Wiring, wiring
from pelicart_command.finding import find
from pelicart_command.stopped import Stopped
from pelicart_command.typed import KEPT, reference_of, text_of
from pelicart_command.words import STATES, changed

LONGEST = 120
"""Characters of a note."""


def run(given: argparse.Namespace) -> int:
    """Leads the order out of review; said again of an order that is decided, it is refused."""
    note = text_of(given.note, "--note", LONGEST)
    reference = "" if given.reference is None else reference_of(given.reference)
    wired = wiring()
    order = find(wired.store, given.order, wired.now())
    if reference and order.module not in BY_HAND:
        raise Stopped(
            f"order {order.number} is paid by {order.module}, which knows its payments: leave out "
            f"--reference. {KEPT}"
        )
    print(_told(_decided(wired, order, given.verdict, reference, note)))
    return 0


def _decided(wired: Wiring, order: Order, to: Verdict, reference: str, note: str) -> Order:
    module, now = wired.module(order.module), wired.now()
    try:
        return decide(
            *(wired.store, module, order, to),
            now=now, by="merchant", reference=reference, note=note,
        )  # fmt: skip
    except (WrongState, WrongAmount) as wrong:
        raise Stopped(f"{_why_not(order, to, wrong)} {KEPT}") from wrong
    except ReferenceUsed as wrong:
        raise Stopped(
            f"reference {reference!r} stands for another payment already: give each bank line or "
            f"cheque a reference of its own. {KEPT}"
        ) from wrong
    except SoldOut as wrong:
        raise Stopped(
            f"its goods were sold meanwhile: {', '.join(wrong.names)}. Put some in stock first, or "
            f"give the money back at {order.module} and decide  refunded  . {KEPT}"
        ) from wrong
    except Raced as wrong:
        raise Stopped(changed(order)) from wrong
    except (ProviderDown, Misconfigured) as wrong:
        raise Stopped(
            f"{order.module} could not be asked ({wrong}), and nothing is decided without it: try "
            f"again. {KEPT}"
        ) from wrong


def _why_not(order: Order, verdict: Verdict, wrong: PelicartError) -> str:
    """What speaks against it, and what to do."""
    number = order.number
    if order.state != "review":
        return f"order {number} isn't in review but {STATES[order.state]}: nothing is to decide."
    if order.owed:
        return f"money of order {number} is being given back: wait until that is done."
    if isinstance(wrong, WrongState):
        return (
            f"{order.module} says that money may still come for order {number}: wait, or end that "
            f"payment there. What it says:  pelicart doctor {number}  ."
        )
    return (_by_hand if order.module in BY_HAND else _money_says)(order, verdict)


def _by_hand(order: Order, verdict: Verdict) -> str:
    if verdict == "cancelled":
        return f"money of order {order.number} is kept: send it back, and decide  refunded  ."
    if verdict == "paid" or order.captured:
        return 'name what says so, such as  --reference "bank line 18"  .'
    return f"no money came for order {order.number}: decide  cancelled  ."


def _money_says(order: Order, verdict: Verdict) -> str:
    what = {
        "paid": f"not exactly {order.money} is kept: give back at {order.module} whatever is too "
        "much, or all of it",
        "refunded": f"money is kept, or none ever came: give it back at {order.module}; if none "
        "came, decide  cancelled  ",
        "cancelled": f"money is kept: give it back at {order.module}, and decide  refunded  ",
    }[verdict]
    return (
        f"by what {order.module} says of order {order.number}, {what}. What it says:  pelicart "
        f"doctor {order.number}  ."
    )


def _told(after: Order) -> str:
    number = after.number
    match after.state:
        case "paid":
            return f"Order {number} is now paid: {after.money}."
        case "refunded" if after.holding and after.holds:
            return (
                f"Order {number} is now refunded. Its goods are still its own: put them back on "
                f"sale with  pelicart orders restock {number}"
            )
        case _:
            return f"Order {number} is now {STATES[after.state]}."
