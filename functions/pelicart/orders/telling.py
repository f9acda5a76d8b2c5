"""Sends the letters that an order's history asks for: at least once, after the move, one by one.

The table's stream asks for it at once and `reconcile` later, if the stream was lost. Whoever comes
first claims the order for a while, so that a letter is sent twice only if its sender fell over
between sending and marking it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Literal

from pelicart.errors import MailRefused, Misconfigured, PelicartError
from pelicart.letters import REFUSED, Due, due_letters
from pelicart.logs import log, log_crash
from pelicart.order import Order, order_from, order_key
from pelicart.orders.stored import read_order
from pelicart.writes import Absent, Counts, Is, Refused, Store, Write

Send = Callable[[Order, Due], None]
"""Sends one letter of an order; raises `MailDown` (try again later) or `MailRefused` (never)."""

Told = Literal["nothing", "later", "busy", "told", "failed"]
"""What became of an order's letters; `busy`: somebody else is at it."""

LEASE = 3 * 60
"""Seconds for which an order is claimed; sending its letters takes a few."""

AGAIN = 5 * 60
"""Seconds until letters that could not be sent are tried again; longer, the older they are."""

LONGEST_AGAIN = 6 * 3600

ROUNDS = 3
"""Times to look again, if an order is moved while its letters are sent."""


def tell(store: Store, order_id: str, send: Send, now: int) -> Told:
    """Sends what is due of an order; what fails is looked after later. Raises as the store."""
    for _ in range(ROUNDS):
        order = read_order(store, order_id)
        if not _ready(order, now):
            return "later" if _rested(store, order) else "nothing"
        claimed = _claimed(store, order, now)
        if claimed is None:
            return "busy"
        claimed, failed = _sent_all(store, claimed, send, now)
        if failed:
            _put_off(store, claimed, failed, now)
            return "failed"
        if not _rested(store, claimed):
            return "told"
        # It was moved, or has a letter for later: look once more.
    return "later"


def _sent_all(store: Store, order: Order, send: Send, now: int) -> tuple[Order, Due | None]:
    """The order after its letters, and the first that has to be tried again."""
    failed: Due | None = None
    for due in _ready(order, now):
        if key := _sent(order, due, send):
            order = _marked(store, order, key)
        else:
            failed = failed or due
    return order, failed


def _ready(order: Order, now: int) -> list[Due]:
    return [due for due in due_letters(order) if due.at <= now]


def _claimed(store: Store, order: Order, now: int) -> Order | None:
    """The order, ours alone for a while; None if it is somebody else's."""
    if order.telling > now:
        return None
    free = Is("telling", (order.telling,)) if order.telling else Absent("telling")
    there = Is("state", (order.state,))  # the table may have forgotten the order since
    claim = Write(order_key(order.id), expect=(there, free), set={"telling": now + LEASE})
    try:
        return order_from(store.write(claim))
    except Refused:
        return None


def _sent(order: Order, due: Due, send: Send) -> str:
    """What to mark as told; empty if it has to be tried again."""
    try:
        send(order, due)
    except MailRefused as refused:
        _say(refused, order, due)
        return due.key + REFUSED
    except PelicartError as wrong:
        _say(wrong, order, due)
        return ""
    except Exception as crash:  # noqa: BLE001  one broken letter must not stop the others
        log_crash(crash, order=order.id, letter=due.letter)
        return ""
    return due.key


def _say(wrong: PelicartError, order: Order, due: Due) -> None:
    """Logs why a letter wasn't sent; an error is what only somebody at the shop can mend."""
    off = wrong.ids.get("reason") == "off"  # mails are off because the shop wants them so
    for_people = isinstance(wrong, MailRefused | Misconfigured) and not off
    level = logging.ERROR if for_people else logging.INFO if off else logging.WARNING
    log(level, wrong.code, **{**wrong.ids, "order": order.id, "letter": due.letter})


def _marked(store: Store, order: Order, key: str) -> Order:
    """The order with this letter told. Another's mark in between is read, and ours made again."""
    for _ in range(3):
        mark = Write(
            order_key(order.id),
            expect=(Is("state", (order.state,)), Counts("told", len(order.told))),
            append={"told": [key]},
        )
        try:
            return order_from(store.write(mark))
        except Refused:
            order = read_order(store, order.id)
            if key in order.told:
                return order
    return order


def _rested(store: Store, order: Order) -> bool:
    """Gives the claim back, and the duty unless a letter is left for later; whether one is.

    A move in between has set the duty anew: then it stays.
    """
    at = min((due.at for due in due_letters(order)), default=0)
    if not order.telling and order.tell_at == at:
        return bool(at)
    expect = (
        Is("state", (order.state,)),
        Counts("history", len(order.history)),
        Counts("told", len(order.told)),
    )
    gone = ("telling",) if at else ("telling", "tell_at", "untold")
    later = {"tell_at": at} if at else {}
    try:
        store.write(Write(order_key(order.id), expect=expect, set=later, remove=gone))
    except Refused:
        _let_go(store, order, {})
        return True
    return bool(at)


def _put_off(store: Store, order: Order, first: Due, now: int) -> None:
    """Gives the claim back; the older the oldest letter is, the longer until it is tried again."""
    wait = min(max(AGAIN, (now - first.at) // 2), LONGEST_AGAIN)
    _let_go(store, order, {"tell_at": now + wait})


def _let_go(store: Store, order: Order, later: Mapping[str, int]) -> None:
    if not order.telling:
        return
    ours = (Is("telling", (order.telling,)),)
    try:
        store.write(Write(order_key(order.id), expect=ours, set=later, remove=("telling",)))
    except Refused:
        return  # it took so long that somebody else has claimed it
