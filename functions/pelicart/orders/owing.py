"""Money that was taken and belongs to the shopper: a second payment, or one whose goods are gone.

It is written down as a duty with the same write that notes it, and given back at its provider by
`reconcile`. What its provider refuses to give back is the merchant's to decide.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pelicart.errors import NotFound, ProviderRefused, Raced
from pelicart.logs import log
from pelicart.money import Money
from pelicart.order import Order, State, due_partition, order_from, order_key
from pelicart.orders.moves import event, untold
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment, PaymentModule
from pelicart.writes import Counts, Is, Refused, Store, Write


def owe(store: Store, order: Order, payment: Payment, entry: Mapping[str, Any]) -> Order:
    """The order with the duty to give this payment back; `entry` is what its history says of it.

    Raises `Raced` if the order was moved meanwhile: what to do with the money is decided anew.
    """
    log(logging.WARNING, "money-owed", order=order.id, why=entry["why"])
    owed = {
        "session": payment.session,
        "reference": payment.reference,
        "amount": payment.captured.minor - payment.refunded.minor,
        "given": payment.refunded.minor,
        "why": entry["why"],
    }
    note = Write(
        order_key(order.id),
        expect=(*_as_read(order), Counts("owed", len(order.owed))),
        set={"due": due_partition(order.id), "due_at": entry["at"]},
        append={"history": [dict(entry)], "owed": [owed]},
        remove=("ttl",),
    )
    try:
        return order_from(store.write(note))
    except Refused as refused:
        raise Raced("the order was moved meanwhile", order=order.id) from refused


def give_back(store: Store, module: PaymentModule, order: Order, now: int, by: str) -> Order:
    """The order after its provider gave back the first that is owed, or is doing so.

    Raises `ProviderDown`; asking again gives nothing twice.
    """
    first = order.owed[0]
    amount, whole = Money(first["amount"], order.currency), first["given"] + first["amount"]
    try:
        payment = _asked(module, _of(order, first), amount)
    except (ProviderRefused, NotFound):
        return _written_off(store, order, "review", now, by, "return-refused")
    if payment.refunded.minor < whole:
        return order  # the provider took the word, and doesn't count it yet
    return _written_off(store, order, order.state, now, by, "returned")


def apart(order: Order) -> tuple[int, int]:
    """What is owed, and what went back of such money, in minor units: no part of its own."""
    returned = (entry for entry in order.history if entry.get("why") == "returned")
    owed, back = (sum(int(one["amount"]) for one in found) for found in (order.owed, returned))
    return owed, back


def _of(order: Order, owed: Mapping[str, Any]) -> Order:
    """The order as if this payment were its own."""
    return replace(
        order,
        session=owed["session"],
        reference=owed["reference"],
        captured=owed["given"] + owed["amount"],
        refunded=owed["given"],
        refunding=0,
    )


def _asked(module: PaymentModule, order: Order, amount: Money) -> Payment:
    """The payment after its provider was asked; an answer that was lost counts as one."""
    if not module.capabilities.refunds or module.live != order.live:
        raise ProviderRefused("its module can't give this back", order=order.id)
    try:
        return module.refund(order, amount, f"return:{order.id}:{order.reference}"[:100])
    except ProviderRefused:
        payment = module.look_up(order.session)
        if payment.refunded.minor < order.captured:
            raise
        return payment


def _written_off(store: Store, order: Order, to: State, now: int, by: str, why: str) -> Order:
    """Takes the first off the list, with what became of it; the duty stays while others are left.

    A refund under way keeps its duty, too.
    """
    first, *others = order.owed
    entry = event(
        to, now, by, why=why, session=first["session"], reference=first["reference"],
        amount=first["amount"],
    )  # fmt: skip
    busy = bool(others or order.refunding)
    write = Write(
        order_key(order.id),
        expect=(*_as_read(order), Counts("owed", len(order.owed))),
        set={
            "state": to,
            **({"owed": others} if others else {}),
            **({"due": due_partition(order.id), "due_at": now} if busy else {}),
            **untold(order.id, entry),
        },
        append={"history": [entry]},
        remove=(*(() if others else ("owed",)), *(() if busy else ("due", "due_at"))),
    )
    try:
        order = order_from(store.write(write))
    except Refused:
        return read_order(store, order.id)
    if to == "review":
        log(logging.ERROR, "review", order=order.id, why=why)
    return order


def _as_read(order: Order) -> tuple[Is, Counts]:
    return Is("state", (order.state,)), Counts("history", len(order.history))
