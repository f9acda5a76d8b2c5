"""Orders with an outstanding duty: looked up, settled, or closed and their units given back."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, zip_longest

from pelicart.errors import NotFound, PelicartError
from pelicart.logs import log, log_crash
from pelicart.order import OPEN, SHARDS, Order, order_key
from pelicart.orders.asking import asked
from pelicart.orders.handoff import FORGOTTEN, close
from pelicart.orders.owing import give_back
from pelicart.orders.receive import OWED, lost_sight
from pelicart.orders.refunding import REFUNDABLE, SLOWEST_CHECK, finish_refund
from pelicart.orders.settle import PROCESSING_CHECK
from pelicart.orders.stored import read_order
from pelicart.orders.waiting import next_duty, remind
from pelicart.orders.watching import watched
from pelicart.payments.base import PaymentModule
from pelicart.wiring import Wiring
from pelicart.writes import AtMost, Refused, Store, Write

MOST = 50
"""Orders of each shard in one run."""
LONGEST = 200
"""Seconds after which no further order is begun: the last one may take the function's other 40."""
LATER = 5 * 60
BY = "reconcile"


def finish_overdue(wired: Wiring) -> Counter[str]:
    """Takes up the orders whose duty is due; bounded, and safe to run twice at once."""
    outcomes: Counter[str] = Counter()
    now = wired.now()
    for key in _due(wired.store, now):
        if (moment := wired.now()) > now + LONGEST:
            break  # the provider is slow: the others are still due in the next run
        outcomes[_finish(wired, key.removeprefix("ORDER#"), moment)] += 1
    return outcomes


def _due(store: Store, now: int) -> Iterator[str]:
    """Keys of what is due, the shards by turns: a long one must not hold the others back."""
    shards = [store.query("due", f"DUE#{n}", upto=now, limit=MOST) for n in range(SHARDS)]
    return filter(None, chain.from_iterable(zip_longest(*shards)))


def _finish(wired: Wiring, order_id: str, now: int) -> str:
    """One order; a failure is logged and its duty put off, so that the others get their turn."""
    try:
        before = read_order(wired.store, order_id)
        if before.due_at > now:
            return "later"  # the index lagged behind
        order = _decided(wired, before, now)
    except PelicartError as wrong:
        log(logging.WARNING, wrong.code, order=order_id)
        return _put_off(wired, order_id, now, now + LATER, wrong.code)
    except Exception as crash:  # noqa: BLE001  one broken order must not stop the others
        log_crash(crash, order=order_id)
        return _put_off(wired, order_id, now, now + LATER, "crash")
    if before.state in OPEN and order.state == "paid":
        log(logging.INFO, "unheard", order=order_id, provider=order.module)
    if not 0 < order.due_at <= now:
        return order.state if order.reminded == before.reminded else "reminded"
    return _put_off(wired, order_id, now, _next_look(order, now), order.state)


def _decided(wired: Wiring, order: Order, now: int) -> Order:
    if order.state not in OPEN:
        return _looked_after(wired, order, now)
    module = wired.module(order.module)
    over = now >= order.deadline or order.wanted == "cancelled"
    if over and (order.state != "awaiting" or not module.capabilities.looks_up):
        return close(wired.store, module, order, now, BY)
    if order.reminders and order.reminders[0] <= now:
        return remind(wired.store, order, now)
    if order.session and module.capabilities.looks_up:
        return _asked(wired, module, order, now)
    return order


def _asked(wired: Wiring, module: PaymentModule, order: Order, now: int) -> Order:
    """The order after a look; money on its way that its provider forgot is the merchant's case."""
    try:
        return asked(wired.store, module, order.session, now, BY)
    except NotFound:
        if order.state != "awaiting" or now < order.deadline + FORGOTTEN:
            raise
        return lost_sight(wired.store, order, now, BY)


def _looked_after(wired: Wiring, order: Order, now: int) -> Order:
    """A decided order with a duty owes money, has a refund that wasn't heard of, or a page open."""
    if not (order.owed or order.session):
        return order
    module = wired.module(order.module)
    if order.owed:
        return give_back(wired.store, module, order, now, BY)
    if not order.captured:
        return _watched(wired, module, order, now)
    if _refund_is_due(order):
        return finish_refund(wired.store, module, order, now, BY)
    return asked(wired.store, module, order.session, now, BY)


def _watched(wired: Wiring, module: PaymentModule, order: Order, now: int) -> Order:
    """The order, in review though its page can still be paid: then there is a next look at it."""
    order, again = watched(wired.store, module, order, now, BY)
    if not again:
        return order
    _put_off(wired, order.id, now, again, order.state)
    return read_order(wired.store, order.id)


def _refund_is_due(order: Order) -> bool:
    return order.refunding > 0 and order.state in REFUNDABLE


def _next_look(order: Order, now: int) -> int:
    """At the deadline or a reminder before it, or later if that is over; 0 when it is decided."""
    if order.state not in OPEN:
        return now + _patience(order, now) if order.owed or _refund_is_due(order) else 0
    if now < order.deadline:
        return next_duty(order.reminders, order.deadline)
    return now + (PROCESSING_CHECK if order.state == "awaiting" else LATER)


def _patience(order: Order, now: int) -> int:
    """Seconds until money that is owed is asked after again: the longer it is owed, the longer."""
    noted = (entry["at"] for entry in reversed(order.history) if entry.get("why") in OWED)
    return min(max(LATER, (now - next(noted, now)) // 2), SLOWEST_CHECK)


def _put_off(wired: Wiring, order_id: str, now: int, due_at: int, outcome: str) -> str:
    """Sets the next look if the duty is still this one, and hands the outcome on."""
    key, still = order_key(order_id), (AtMost("due_at", now),)
    write = Write(key, still, set={"due_at": due_at})
    done = Write(key, still, remove=("due", "due_at"))
    with suppress(Refused):  # the order was moved, and its duty with it
        wired.store.write(write if due_at else done)
    return outcome
