"""The only way money changes an order: for return, notice, reconcile and the merchant alike.

Settling looks at what an authenticated read says now, not at which message came: duplicated, lost,
late and disordered messages need no code of their own. The rules that must never break stand in
the conditions of the writes; what a refused write means is told from the item as it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pelicart.errors import NotFound, ReferenceUsed, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import (
    OPEN,
    Order,
    State,
    event,
    let_go,
    move,
    order_from,
    order_key,
    sources,
    take_again,
)
from pelicart.payments.base import Payment
from pelicart.writes import Absent, AtMost, Is, Refused, Store, Write

UNDECIDED: tuple[State, ...] = ("new", "pending", "awaiting")
RELEASED: tuple[State, ...] = ("expired", "cancelled")
PROCESSING_CHECK = 6 * 3600
"""Seconds until a payment that takes days is looked up again."""


def settle(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The order after what the provider says was taken into account; safe to repeat.

    `by` names who asked (`notice:stripe`, `reconcile`). Raises `NotFound` for an unknown order,
    `Raced` when the table is contended.
    """
    if payment.state == "paid":
        return _refunded(store, _paid(store, payment, now, by), payment, now, by)
    if payment.state == "processing":
        return _processing(store, payment, now, by)
    order = read_order(store, payment.order)
    if payment.state == "open" or order.state not in OPEN:
        return order
    if order.session not in {"", payment.session}:
        return order  # an earlier attempt ended; the present one decides
    return release(store, order, now, by, payment.state)


def read_order(store: Store, order_id: str) -> Order:
    """The order as stored, or `NotFound`."""
    item = store.read([order_key(order_id)]).get(order_key(order_id))
    if item is None:
        raise NotFound("no such order", order=order_id)
    return order_from(item)


def release(store: Store, order: Order, now: int, by: str, why: str) -> Order:
    """Ends an unpaid order and gives its units back, once; a race lost is read again.

    Call it only when the provider said that the session can't be paid any more, or there is none.
    """
    to: State = "cancelled" if order.wanted == "cancelled" else "expired"
    with suppress(Refused):  # somebody decided the order first: what stands now is the answer
        store.write_all(let_go(order, to, event(to, now, by, why=why)))
    return read_order(store, order.id)


def mark_paid(
    store: Store, order_id: str, amount: Money, reference: str, *, now: int, by: str
) -> Order:
    """Settles a manual order by the merchant's word; the same word twice changes nothing.

    `reference` names the bank line or cheque and pays one order only. Raises `WrongAmount`,
    `ReferenceUsed`, `WrongState` or `NotFound`; nothing is written then.
    """
    order = read_order(store, order_id)
    if order.reference == reference and order.captured:
        return order
    if amount != order.money:
        raise WrongAmount(f"{amount} is not {order.money}", order=order_id)
    if order.module != "manual" or order.state not in {*UNDECIDED, *RELEASED}:
        raise WrongState(f"the order is {order.state}", order=order_id)
    line = Write(f"BANK#{reference}", expect=(Absent(),), put=_bank_line(order, reference, now))
    entry = event("paid", now, by, reference=reference, amount=order.total)
    paid = _paying(order.id, order.state, entry, amount, order.live, reference, 0)
    hold_again = order.state in RELEASED
    try:
        store.write_all([line, *(take_again(order, paid) if hold_again else [paid])])
    except Refused as refused:
        return _why_not_marked(store, order, reference, refused)
    return read_order(store, order_id)


def _bank_line(order: Order, reference: str, now: int) -> dict[str, Any]:
    return {"key": f"BANK#{reference}", "order": order.id, "at": now}


def _why_not_marked(store: Store, order: Order, reference: str, refused: Refused) -> Order:
    line = refused.items[0]
    if line and line.get("order") != order.id:
        raise ReferenceUsed(f"it paid order {line['order']}", order=order.id) from refused
    current = read_order(store, order.id)
    if current.reference == reference and current.captured:
        return current
    raise WrongState(f"the order is {current.state}", order=order.id) from refused


def _paying(
    order_id: str,
    since: State | None,
    entry: Mapping[str, Any],
    captured: Money,
    live: bool,  # noqa: FBT001
    reference: str,
    refunded: int,
) -> Write:
    """The write that pays: only for exactly this total, currency and mode."""
    return move(
        order_id,
        "paid",
        entry,
        expect=(
            Is("total", (captured.minor,)),
            Is("currency", (captured.currency,)),
            Is("live", (live,)),
        ),
        change={"reference": reference, "captured": captured.minor, "refunded": refunded},
        since=(since,) if since else UNDECIDED,
    )


def _paid(store: Store, payment: Payment, now: int, by: str) -> Order:
    entry = _evidence("paid", payment, now, by)
    write = _paying(
        payment.order, None, entry, payment.captured, payment.live, payment.reference, 0
    )
    try:
        return order_from(store.write(write))
    except Refused as refused:
        item = refused.items[0]
    if not item:
        raise NotFound("no such order", order=payment.order)
    return _not_payable(store, order_from(item), payment, now, by)


def _not_payable(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """What a refused payment means: ours already, wrong, late, or a second one."""
    if order.captured and order.reference == payment.reference:
        return order
    if payment.captured != order.money or payment.live != order.live:
        return _review(store, order, payment, now, by, "mismatch")
    if order.state in RELEASED:
        return _late(store, order, payment, now, by)
    if order.captured:
        return _review(store, order, payment, now, by, "paid-twice")
    return read_order(store, order.id)


def _late(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """Money for an order that was given up: pay it if its units can be held again."""
    paid = _paying(
        order.id,
        order.state,
        _evidence("paid", payment, now, by, why="late"),
        payment.captured,
        payment.live,
        payment.reference,
        0,
    )
    try:
        store.write_all(take_again(order, paid))
    except Refused:
        current = read_order(store, order.id)
        if current.captured and current.reference == payment.reference:
            return current
        return _review(store, current, payment, now, by, "late-and-sold-out")
    return read_order(store, order.id)


def _review(store: Store, order: Order, payment: Payment, now: int, by: str, why: str) -> Order:
    """Sets the order aside for the merchant; money is never judged by guessing."""
    if order.state == "review":
        return order
    entry = _evidence("review", payment, now, by, why=why)
    try:
        return order_from(store.write(move(order.id, "review", entry, since=sources("review"))))
    except Refused:
        return read_order(store, order.id)


def _processing(store: Store, payment: Payment, now: int, by: str) -> Order:
    """The money is on its way: the hold stays, the order waits."""
    entry = _evidence("awaiting", payment, now, by)
    write = move(
        payment.order,
        "awaiting",
        entry,
        due_at=now + PROCESSING_CHECK,
        since=("new", "pending"),
        change={"session": payment.session},
    )
    try:
        return order_from(store.write(write))
    except Refused as refused:
        if not refused.items[0]:
            raise NotFound("no such order", order=payment.order) from refused
        return order_from(refused.items[0])


def _refunded(store: Store, order: Order, payment: Payment, now: int, by: str) -> Order:
    """Raises the refunded counter to the provider's: never a sum of messages, never down."""
    to: State = "refunded" if payment.refunded.minor >= order.captured else "part_refunded"
    if payment.refunded.minor <= order.refunded or order.reference != payment.reference:
        return order
    since = tuple({*sources(to), "part_refunded"})
    write = move(
        order.id,
        to,
        _evidence(to, payment, now, by),
        expect=(AtMost("refunded", payment.refunded.minor - 1),),
        change={"refunded": payment.refunded.minor},
        since=since,
    )
    try:
        return order_from(store.write(write))
    except Refused:
        return read_order(store, order.id)


def _evidence(to: State, payment: Payment, now: int, by: str, **more: str) -> dict[str, Any]:
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
