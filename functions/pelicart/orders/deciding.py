"""The merchant leads an order out of review: by what its provider says, or by a bank line.

Every payment that the order's history names is read anew. The order is paid if one of them holds
exactly its total and nothing else is kept, given back or cancelled if nothing is kept at all.
"""

from __future__ import annotations

from typing import Any, Literal

from pelicart.errors import NotFound, Raced, ReferenceUsed, SoldOut, WrongAmount, WrongState
from pelicart.order import BY_HAND, Order
from pelicart.orders.marking import bank_line
from pelicart.orders.moves import event, forget_card, move, put_back, short_of, take_again
from pelicart.orders.stored import read_order
from pelicart.payments.base import Payment, PaymentModule
from pelicart.writes import Counts, Refused, Store, Write

Verdict = Literal["paid", "refunded", "cancelled"]


def decide(  # noqa: PLR0913  what the merchant says, word by word
    store: Store,
    module: PaymentModule,
    order: Order,
    to: Verdict,
    *,
    now: int,
    by: str,
    reference: str = "",
    note: str = "",
) -> Order:
    """The order, out of review; `reference` names the bank line or cheque of a method by hand.

    `note` is the merchant's reason, kept in the history as it is: no personal data.

    Raises `WrongState` if it isn't in review, owes money, or its provider says otherwise,
    `WrongAmount`, `ReferenceUsed`, `SoldOut` (its units went back and were sold), `Raced`, or as
    the module. Nothing is written then.
    """
    if order.state != "review" or order.owed:
        raise WrongState(f"the order is {order.state}", order=order.id)
    by_hand = order.module in BY_HAND
    found = _by_hand(order, to, reference) if by_hand else _found(module, order, to)
    once = [bank_line(reference, order, now)] if by_hand and reference else []
    writes = _decided(order, to, found, event(to, now, by, why="decided"), note)
    try:
        store.write_all([*writes, *once])
    except Refused as refused:
        raise _reason(store, order, to, refused, line=bool(once)) from refused
    return read_order(store, order.id)


def _by_hand(order: Order, to: Verdict, reference: str) -> dict[str, int | str]:
    """What the order counts after the merchant's word."""
    kept = order.captured - order.refunded
    if to == "paid" and kept == order.total:
        return {}
    if to == "cancelled" or (to == "refunded" and not kept):
        if kept or (to == "refunded" and not order.captured):
            raise WrongAmount("money is kept, or never came", order=order.id)
        return {}
    if not reference:
        raise WrongAmount("no bank line or cheque says so", order=order.id)
    if to == "paid":
        return {"captured": order.total, "refunded": 0, "reference": reference}
    return {"refunded": order.captured}


def _found(module: PaymentModule, order: Order, to: Verdict) -> dict[str, int | str]:
    """What the order counts after its provider's word."""
    payments = _payments(module, order, close=to != "paid")
    if any(one.state in {"open", "approved", "processing"} for one in payments):
        raise WrongState("money may still come", order=order.id)
    taken = [one for one in payments if one.captured.minor]
    kept = [one for one in taken if one.refunded.minor < one.captured.minor]
    if to == "paid":
        return _exactly(order, kept)
    if kept or (to == "refunded" and not taken):
        raise WrongAmount("money is kept, or never came", order=order.id)
    own = next((one for one in taken if one.captured.currency == order.currency), None)
    if own is None:
        return {}
    captured, refunded = own.captured.minor, own.refunded.minor
    return {
        "captured": max(order.captured, captured),
        "refunded": max(order.refunded, refunded),
        "reference": order.reference or own.reference,
    }


def _exactly(order: Order, kept: list[Payment]) -> dict[str, int | str]:
    """The one payment that pays the order, if nothing besides it is kept."""
    right = [
        one
        for one in kept
        if one.captured == order.money and one.live == order.live and not one.refunded.minor
    ]
    if len(kept) != 1 or len(right) != 1:
        raise WrongAmount("not exactly the total is kept", order=order.id)
    (paid,) = right
    return {
        "captured": order.total,
        "refunded": 0,
        "reference": paid.reference,
        "session": paid.session,
    }


def _payments(module: PaymentModule, order: Order, *, close: bool) -> list[Payment]:
    """Each payment that the history names, once; pages still open are closed first."""
    sessions = [order.session, *(str(entry.get("session", "")) for entry in order.history)]
    found: dict[str, Payment] = {}
    for session in dict.fromkeys(filter(None, sessions)):
        try:
            payment = module.look_up(session)
            if payment.state == "open":
                payment = module.close(session) if close else payment
        except NotFound:
            continue  # nothing is kept where nothing is known
        if payment.order == order.id:
            found[payment.reference or session] = payment
    return list(found.values())


def _decided(
    order: Order, to: Verdict, found: dict[str, int | str], said: dict[str, Any], note: str
) -> list[Write]:
    """The move, with what it does to the order's units."""
    evidence = {name: value for name, value in found.items() if value}
    entry = {**said, **evidence, **({"note": note} if note else {})}
    still = (Counts("history", len(order.history)),)
    # What is given back from now on is another refund than any before, to the provider, too.
    again = {"refusals": order.refusals + 1} if order.captured else {}
    change = {
        **found,
        **again,
        **({"restocked": False} if to == "paid" and order.restocked else {}),
    }
    moved = move(order.id, to, entry, expect=still, change=change, since=("review",))
    if to == "paid" and not order.holding:
        return [*take_again(order, moved), *forget_card(order)]
    back = put_back(order) if to == "cancelled" and order.holding else []
    return [moved, *back, *forget_card(order)]


def _reason(store: Store, order: Order, to: Verdict, refused: Refused, *, line: bool) -> Exception:
    """Why nothing was written."""
    if line and refused.items[-1]:
        return ReferenceUsed("it stands for another payment", order=order.id)
    counters = refused.items[1 : 1 + len(order.holds)]
    if to == "paid" and not order.holding and any(item is not None for item in counters):
        return SoldOut(*short_of(order.quote, counters))
    current = read_order(store, order.id)
    return Raced(f"the order is {current.state} by now", order=order.id)
