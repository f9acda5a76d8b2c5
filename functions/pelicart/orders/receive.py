"""Money that came in, or went back: what it does to its order."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pelicart.errors import NotFound, Raced
from pelicart.logs import log
from pelicart.money import Money
from pelicart.order import OPEN, RELEASED, Order, State, order_from, sources
from pelicart.orders.moves import event, move, take_again
from pelicart.orders.owing import owe
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment
from pelicart.writes import Absent, AtMost, Counts, Is, Refused, Store, Write

OWED = frozenset({"paid-twice", "late-and-sold-out", "late-and-erased"})
"""Why money goes back to the shopper without anybody's word."""


def paying(
    order_id: str,
    since: tuple[State, ...],
    entry: Mapping[str, Any],
    captured: Money,
    *,
    live: bool,
    session: str | None = None,
) -> Write:
    """The write that pays: only for exactly this total, currency and mode.

    `entry` is the history's, with the `reference` of the payment and the session that paid. With
    `session` the order's own must still be that one.
    """
    return move(
        order_id,
        "paid",
        entry,
        expect=(
            Is("total", (captured.minor,)),
            Is("currency", (captured.currency,)),
            Is("live", (live,)),
            Absent("erased"),  # there is nobody left to send it to
            *(() if session is None else (Is("session", (session,)),)),
        ),
        change={
            "captured": captured.minor,
            **{name: entry[name] for name in ("reference", "session") if name in entry},
        },
        since=since,
    )


def received(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The order after a payment: paid, in review when the money doesn't fit, or owing it.

    Raises `NotFound`, and `Raced` if the order was moved twice meanwhile.
    """
    order = _paid(store, payment, now, by, payment.session)
    if order.state in OPEN and _fits(order, payment) and _ours(order, payment):
        # By an earlier session of the order, or by one that was never stored.
        order = _paid(store, payment, now, by, order.session)
        if order.state in OPEN and _ours(order, payment):
            raise Raced("the session changed meanwhile", order=order.id)
    return order if _known(order, payment) else _not_payable(store, order, payment, now, by)


def _paid(store: Store, payment: Payment, now: int, by: str, session: str) -> Order:
    """The order, paid if it is open with this session; else as it stands."""
    entry = evidence("paid", payment, now, by)
    write = paying(payment.order, OPEN, entry, payment.captured, live=payment.live, session=session)
    try:
        return order_from(store.write(write))
    except Refused as refused:
        item = refused.items[0]
    if not item:
        raise NotFound("no such order", order=payment.order)
    return order_from(item)


def _fits(order: Order, payment: Payment) -> bool:
    return payment.captured == order.money and payment.live == order.live


def _ours(order: Order, payment: Payment) -> bool:
    """Whether the shop opened this session: at some providers a browser can make one, too.

    Of an order without any, one that was opened and could not be stored may be its own.
    """
    sessions = opened(order)
    return not sessions or payment.session in sessions


def opened(order: Order) -> set[str]:
    """The sessions that were stored for an order, as the shop opened one after the other."""
    stored = {str(entry.get("session", "")) for entry in order.history if entry["by"] == "checkout"}
    return {order.session, *stored} - {""}


def from_elsewhere(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """A session that a stranger opened pays nothing; what was paid there is noted, once."""
    if payment.state != "paid" or _known(order, payment):
        return order
    return set_aside(store, order, payment, now, by, "unknown-session")


def _not_payable(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """What a refused payment means: wrong, of a session nobody here opened, late, or a second."""
    if not _fits(order, payment):
        return set_aside(store, order, payment, now, by, "mismatch")
    if order.state in {*OPEN, *RELEASED} and not _ours(order, payment):
        return set_aside(store, order, payment, now, by, "unknown-session")
    if order.state in RELEASED:
        return _late(store, order, payment, now, by)
    if order.captured:
        return _not_ours_to_keep(store, order, payment, now, by, "paid-twice")
    return set_aside(store, order, payment, now, by, "in-review")


def _not_ours_to_keep(
    store: Store, order: Order, payment: Payment, now: int, by: str, why: str
) -> Order:
    """The order with the duty to give this payment back; its state stays.

    A payment that a bank argues about is the merchant's case.
    """
    if payment.dispute:
        return set_aside(store, order, payment, now, by, why)
    if payment.refunded.minor >= payment.captured.minor:
        return order  # it went back already
    return owe(store, order, payment, evidence(order.state, payment, now, by, why=why))


def _known(order: Order, payment: Payment) -> bool:
    """Whether this payment was counted before, set aside for the merchant, or is owed."""
    if order.captured and order.reference == payment.reference:
        return True
    return any(
        (entry["state"] == "review" or entry.get("why") in OWED)
        and entry.get("reference") == payment.reference
        for entry in order.history
    )


def _late(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """Money for an order that was given up: pays it if its units can be held again, or is owed."""
    entry = evidence("paid", payment, now, by, why="late")
    write = paying(order.id, (order.state,), entry, payment.captured, live=payment.live)
    try:
        store.write_all(take_again(order, write))
    except Refused:
        current = read_order(store, order.id)
        if _known(current, payment):
            return current
        why = "paid-twice" if current.captured else "late-and-sold-out"
        why = "late-and-erased" if current.erased else why
        if current.state == "review":
            return set_aside(store, current, payment, now, by, "in-review")
        return _not_ours_to_keep(store, current, payment, now, by, why)
    return read_order(store, order.id)


def set_aside(store: Store, order: Order, payment: Payment, now: int, by: str, why: str) -> Order:
    """Notes what doesn't fit and leaves the order to the merchant; nothing is guessed."""
    entry = evidence("review", payment, now, by, why=why)
    since = (*sources("review"), "review")
    return _in_review(store, order, move(order.id, "review", entry, since=since), why)


def lost_sight(store: Store, order: Order, now: int, by: str) -> Order:
    """Leaves an order to the merchant whose provider knows nothing any more of money on its way."""
    entry = event("review", now, by, why="forgotten", session=order.session)
    still = (Is("session", (order.session,)),)
    write = move(order.id, "review", entry, expect=still, since=("awaiting",))
    return _in_review(store, order, write, "forgotten")


def _in_review(store: Store, order: Order, write: Write, why: str) -> Order:
    """Sets the order aside and raises the alarm: nobody but the merchant goes on with it."""
    try:
        order = order_from(store.write(write))
    except Refused:
        return read_order(store, order.id)
    log(logging.ERROR, "review", order=order.id, why=why)
    return order


def given_back(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """Raises the refunded counter to the provider's: never a sum of messages, never down.

    An order in review stays there: only the merchant knows which money went back.
    """
    if payment.refunded.minor <= order.refunded or order.reference != payment.reference:
        return order
    to: State = "refunded" if payment.refunded.minor >= order.captured else "part_refunded"
    if order.state == "review":
        to = "review"
    since = tuple(s for s in (*sources(to), to) if (s == "review") == (to == "review"))
    # What was asked for here may be another refund than the one that is counted: then it is
    # looked at once more.
    all_of_it = order.refunding and payment.refunded.minor == order.refunded + order.refunding
    write = move(
        order.id,
        to,
        evidence(to, payment, now, by),
        expect=(AtMost("refunded", payment.refunded.minor - 1), Counts("owed", len(order.owed))),
        change={"refunded": payment.refunded.minor},
        since=since,
        due_at=0 if all_of_it and not order.owed else None,
    )
    try:
        return order_from(store.write(write))
    except Refused:
        current = read_order(store, order.id)
    if len(current.owed) != len(order.owed):
        raise Raced("more is owed meanwhile", order=order.id)
    return current


def disputed(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """Follows the shopper's bank, which asked for the money back: opened, won or lost."""
    to = _after_dispute(order, payment)
    if to is None or order.reference != payment.reference:
        return order
    lost = payment.dispute == "lost"
    write = move(
        order.id,
        to,
        evidence(to, payment, now, by, why=f"dispute-{payment.dispute}"),
        change={"refunded": order.captured} if lost else {},
        since=(order.state,),
    )
    try:
        return order_from(store.write(write))
    except Refused:
        return read_order(store, order.id)


def _after_dispute(order: Order, payment: Payment) -> State | None:
    """Where a dispute leads; None if it leads nowhere from here, as out of review."""
    if order.state == "review":
        return None
    if order.state == "disputed" and payment.dispute == "won":
        states = (entry["state"] for entry in reversed(order.history))
        return next(state for state in states if state != "disputed")
    to: State | None = {"open": "disputed", "lost": "refunded"}.get(payment.dispute)  # type: ignore[assignment]
    return to if to and to != order.state and order.state in sources(to) else None


def evidence(to: State, payment: Payment, now: int, by: str, **more: str) -> dict[str, Any]:
    """A history entry that quotes what the provider said."""
    return event(
        to,
        now,
        by,
        session=payment.session,
        reference=payment.reference,
        captured=payment.captured.minor,
        currency=payment.captured.currency,
        refunded=payment.refunded.minor,
        **more,
    )
