"""Money that no provider tells of, come or given back: settled by the merchant's word."""

from __future__ import annotations

from pelicart.errors import Raced, ReferenceUsed, SoldOut, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import BY_HAND, OPEN, RELEASED, Order, State
from pelicart.orders.moves import event, forget_card, move, short_of, take_again
from pelicart.orders.receive import paying
from pelicart.orders.refunding import REFUNDABLE, check_refund
from pelicart.orders.stored import read_order
from pelicart.payments.base import PaymentModule
from pelicart.writes import Absent, Is, Refused, Store, Write

BANK = "BANK#"
"""What the keys of bank lines begin with."""


def mark_paid(
    store: Store, order_id: str, amount: Money, reference: str, *, now: int, by: str
) -> Order:
    """The order, paid; the same word twice changes nothing.

    `reference` names the bank line or cheque and pays one order only. Raises `WrongAmount`,
    `ReferenceUsed`, `WrongState`, `NotFound`, or `SoldOut` when the units of an order that was
    given up are gone; nothing is written then.
    """
    order = read_order(store, order_id)
    if order.reference == reference and order.captured:
        return order
    if amount != order.money:
        raise WrongAmount(f"{amount} is not {order.money}", order=order_id)
    if order.module not in BY_HAND or order.state not in {*OPEN, *RELEASED}:
        raise WrongState(f"the order is {order.state}", order=order_id)
    entry = event("paid", now, by, reference=reference, amount=order.total)
    late = order.state in RELEASED
    paid = paying(order.id, (order.state,), entry, amount, live=order.live)
    once = bank_line(reference, order, now)
    try:
        store.write_all([once, *(take_again(order, paid) if late else [paid]), *forget_card(order)])
    except Refused as refused:
        return _standing(store, order, reference, refused)
    return read_order(store, order_id)


def bank_line(reference: str, order: Order, now: int) -> Write:
    """Puts the bank line in the table, where it can stand but once."""
    key = f"{BANK}{reference}"
    return Write(key, expect=(Absent(),), put={"key": key, "order": order.id, "at": now})


def _standing(store: Store, order: Order, reference: str, refused: Refused) -> Order:
    """The order, if the same word came twice at once; else why it could not be paid."""
    line, _, *others = refused.items
    counters = others[: len(order.holds)] if order.state in RELEASED else []
    if line and line.get("order") != order.id:
        raise ReferenceUsed(f"it paid order {line['order']}", order=order.id) from refused
    current = read_order(store, order.id)
    if current.reference == reference and current.captured:
        return current
    if current.state == order.state and any(item is not None for item in counters):
        raise SoldOut(*short_of(order.quote, counters)) from refused
    raise WrongState(f"the order is {current.state}", order=order.id) from refused


def mark_refunded(
    store: Store,
    module: PaymentModule,
    order: Order,
    amount: Money,
    reference: str,
    *,
    now: int,
    by: str,
) -> Order:
    """The order after the merchant gave this back themselves; the same word twice counts once.

    `reference` names the bank line or cheque and stands for one movement of money only. Raises
    `WrongState` where the provider gives back, `WrongAmount`, `ReferenceUsed`, `Raced`.
    """
    if module.capabilities.refunds:
        raise WrongState("its provider gives it back", order=order.id)
    if _counted(order, amount, reference):
        return order
    check_refund(order, amount)
    try:
        store.write_all(_by_hand(order, amount, reference, now, by))
    except Refused as refused:
        current = read_order(store, order.id)
        if _counted(current, amount, reference):
            return current
        if refused.items[0]:
            raise ReferenceUsed("it stands for another payment", order=order.id) from refused
        raise Raced("the order was moved meanwhile", order=order.id) from refused
    return read_order(store, order.id)


def _by_hand(order: Order, amount: Money, reference: str, now: int, by: str) -> list[Write]:
    """Puts the bank line in the table, and counts it in the order as it was read."""
    refunded = order.refunded + amount.minor
    to: State = "refunded" if refunded == order.captured else "part_refunded"
    moved = move(
        order.id,
        to,
        event(to, now, by, why="by-hand", reference=reference, amount=amount.minor),
        expect=(Is("refunded", (order.refunded,)), Is("state", (order.state,))),
        change={"refunded": refunded},
        since=REFUNDABLE,
    )
    return [bank_line(reference, order, now), moved]


def _counted(order: Order, amount: Money, reference: str) -> bool:
    """Whether this was counted before."""
    said = {"why": "by-hand", "reference": reference, "amount": amount.minor}
    return any(entry.items() >= said.items() for entry in order.history)
