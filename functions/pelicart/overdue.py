"""Orders with an outstanding duty: looked up, settled, or closed and their units given back."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import suppress

from pelicart.errors import NotFound, PelicartError
from pelicart.order import OPEN, SHARDS, Order, order_key
from pelicart.ordering import close
from pelicart.settle import PROCESSING_CHECK, read_order, settle
from pelicart.web import log
from pelicart.wiring import Wiring
from pelicart.writes import Is, Refused, Write

MOST = 50
"""Orders of each shard in one run: what fits the function's time when the provider is slow."""
LATER = 5 * 60
BY = "reconcile"


def finish_overdue(wired: Wiring) -> Counter[str]:
    """Takes up every order whose duty is due; bounded, and safe to run twice at once."""
    outcomes: Counter[str] = Counter()
    now = wired.now()
    for shard in range(SHARDS):
        for key in wired.store.query("due", f"DUE#{shard}", upto=now, limit=MOST):
            outcomes[_finish(wired, key.removeprefix("ORDER#"), now)] += 1
    return outcomes


def _finish(wired: Wiring, order_id: str, now: int) -> str:
    """One order; a failure is logged and its duty put off, so that the others get their turn."""
    try:
        order = read_order(wired.store, order_id)
    except NotFound:
        return "gone"
    if order.due_at > now:
        return "later"  # the index lagged behind
    outcome: str
    try:
        order = _decided(wired, order, now)
        outcome = order.state
    except PelicartError as wrong:
        log(logging.WARNING, wrong.code, order=order_id)
        outcome = wrong.code
    if 0 < order.due_at <= now:
        _put_off(wired, order, now)
    return outcome


def _decided(wired: Wiring, order: Order, now: int) -> Order:
    if order.state not in OPEN:
        return order
    module = wired.module(order.module)
    over = now >= order.deadline or order.wanted == "cancelled"
    if over and (order.state != "awaiting" or not module.capabilities.looks_up):
        urls = wired.urls(order.id, order.created, order.module)
        return close(wired.store, module, order, urls, now, BY)
    if order.session and module.capabilities.looks_up:
        return settle(wired.store, module.look_up(order.session), now, BY)
    return order


def _put_off(wired: Wiring, order: Order, now: int) -> None:
    """The next look: at the deadline, or later if that is over; a decided order has no duty."""
    key, unmoved = order_key(order.id), (Is("due_at", (order.due_at,)),)
    wait = PROCESSING_CHECK if order.state == "awaiting" else LATER
    due = order.deadline if now < order.deadline else now + wait
    decided = Write(key, unmoved, remove=("due", "due_at"))
    with suppress(Refused):  # somebody moved the order meanwhile, and its duty with it
        wired.store.write(
            Write(key, unmoved, set={"due_at": due}) if order.state in OPEN else decided
        )
