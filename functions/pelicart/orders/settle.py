"""The only way money changes an order: for return, notice, reconcile and the merchant alike.

Settling looks at what an authenticated read says now, not at which message came: duplicated, lost,
late and disordered messages need no code of their own. The rules that must never break stand in
the conditions of the writes; what a refused write means is told from the item as it stood.
"""

from __future__ import annotations

from pelicart.errors import NotFound
from pelicart.order import OPEN, Order, order_from, order_key
from pelicart.orders.moves import move
from pelicart.orders.receive import disputed, evidence, given_back, received
from pelicart.orders.stored import read_order, release
from pelicart.payments.base import Payment
from pelicart.writes import AtMost, Is, Refused, Store, Write

PROCESSING_CHECK = 6 * 3600
"""Seconds until a payment that takes days is looked up again."""
CAPTURE_CHECK = 2 * 60
"""Seconds until a capture is taken up again that was begun and not heard of since."""


def settle(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The order after what the provider says was taken into account; safe to repeat.

    `by` names who asked (`notice:stripe`, `reconcile`). Raises `NotFound` for an unknown order,
    `Raced` when the table is contended.
    """
    if payment.state == "paid":
        order = given_back(store, received(store, payment, now, by), payment, now, by)
        return disputed(store, order, payment, now, by)
    if payment.state in {"approved", "processing"}:
        agreed = payment.state == "approved"
        return (
            (claimed(store, payment, now, by)[0]) if agreed else _waiting(store, payment, now, by)
        )
    order = read_order(store, payment.order)
    if order.state not in OPEN or _earlier(order, payment) or _overtaken(order, payment, now):
        return order  # decided, or an earlier attempt ended and the present one decides
    if payment.state == "open":
        # Before its duty is due a capture may be under way, and this read older than it.
        return declined(store, order, payment, now, by) if order.due_at <= now else order
    if payment.state == "failed" and order.session and now < order.session_expires:
        return _another_try(store, order, payment, now, by)
    return release(store, order, now, by, payment.state)


def _overtaken(order: Order, payment: Payment, now: int) -> bool:
    """Whether a capture may be under way that is newer than a read which says that all is over.

    Some providers can't close a page: they may call an open one over, and the shopper agree since.
    """
    reasons = (entry.get("why") for entry in reversed(order.history))
    agreed = next((why for why in reasons if why != "withdrawn"), "") == "agreed"
    taking = agreed and order.state == "awaiting" and now < order.due_at
    return taking and payment.state == "expired"


def _earlier(order: Order, payment: Payment) -> bool:
    """Whether another session than the payment's counts by now, or is about to be opened."""
    if order.session:
        return order.session != payment.session
    return any(entry.get("session") == payment.session for entry in order.history)


def _another_try(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """This session is over without money; while the order is kept, the shopper may open another."""
    write = move(
        order.id,
        "new",
        evidence("new", payment, now, by, why="failed"),
        expect=(Is("attempt", (order.attempt,)), Is("session", (order.session,))),
        change={"attempt": order.attempt + 1, "session": ""},
        due_at=now if order.wanted else max(order.deadline, now),
        since=("pending", "awaiting"),
    )
    try:
        return order_from(store.write(write))
    except Refused:
        return read_order(store, order.id)


def _waiting(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The money is on its way: the hold stays, the order waits."""
    write = move(
        payment.order,
        "awaiting",
        evidence("awaiting", payment, now, by),
        expect=(Is("live", (payment.live,)), Is("session", ("", payment.session))),
        due_at=now + PROCESSING_CHECK,
        since=("new", "pending"),
        change={"session": payment.session},
    )
    try:
        return order_from(store.write(write))
    except Refused as refused:
        return _standing(payment, refused)


def claimed(store: Store, payment: Payment, now: int, by: str) -> tuple[Order, bool]:
    """The order of what was agreed to, and whether its money is the caller's to take.

    It is for the session that counts, in its mode, if the shopper still wants it; and one at a
    time: whoever begins has `CAPTURE_CHECK` seconds, so that nobody takes while another is told
    that it was declined.
    """
    same = (Is("live", (payment.live,)), Is("session", ("", payment.session)))
    write = move(
        payment.order,
        "awaiting",
        evidence("awaiting", payment, now, by, why="agreed"),
        expect=(*same, Is("wanted", ("",))),
        due_at=now + CAPTURE_CHECK,
        since=("new", "pending"),
        change={"session": payment.session},
    )
    try:
        return order_from(store.write(write)), True
    except Refused as refused:
        order = _standing(payment, refused)
    if order.state != "awaiting":
        return order, False
    late = (Is("state", ("awaiting",)), *same, AtMost("due_at", now))
    again = Write(order_key(order.id), expect=late, set={"due_at": now + CAPTURE_CHECK})
    try:
        return order_from(store.write(again)), True
    except Refused as refused:
        return _standing(payment, refused), False


def _standing(payment: Payment, refused: Refused) -> Order:
    """The order that refused a write, as it stands; or `NotFound`."""
    if not refused.items[0]:
        raise NotFound("no such order", order=payment.order) from refused
    return order_from(refused.items[0])


def declined(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """What was agreed could not be taken: the shopper may try again until the deadline.

    `order` is as it stood before the money was asked for: if they agreed anew since, that counts.
    """
    if order.state != "awaiting":
        return order
    write = move(
        order.id,
        "pending",
        evidence("pending", payment, now, by, why="declined"),
        expect=(Is("due_at", (order.due_at,)), Is("session", (payment.session,))),
        due_at=now if order.wanted else max(order.deadline, now),
        since=("awaiting",),
    )
    try:
        return order_from(store.write(write))
    except Refused:
        return read_order(store, order.id)
