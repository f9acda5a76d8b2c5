"""Money given back by its provider, at the merchant's word.

What is asked for is written down before the provider is called. Whatever is cut short after that
is finished by the same word again, by the provider's notice or by `reconcile`, and is given once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from pelicart.errors import NotFound, ProviderRefused, Raced, WrongAmount, WrongState
from pelicart.money import Money
from pelicart.order import Order, State, due_partition, order_from, order_key
from pelicart.orders.asking import asked
from pelicart.orders.moves import event
from pelicart.orders.receive import given_back
from pelicart.orders.stored import read_order
from pelicart.payments.base import PaymentModule
from pelicart.writes import Absent, Counts, Is, Refused, Store, Write

REFUND_CHECK = 2 * 60
"""Seconds until the provider is asked what became of a refund that wasn't heard of since."""

SLOWEST_CHECK = 6 * 3600
"""Seconds between two looks at a refund that its provider has taken and not counted for long."""

REFUNDABLE: tuple[State, ...] = ("paid", "fulfilled", "part_refunded")
"""States of an order whose money can be given back at the merchant's word."""


def refund_order(
    store: Store,
    module: PaymentModule,
    order: Order,
    amount: Money,
    *,
    now: int,
    by: str,
    after: Money | None = None,
) -> Order:
    """The order after its provider gave this back; the same word twice gives once.

    To give the same sum once more, `after` says how much had been given back before. With
    `refunding` still set the provider took the order and doesn't count it yet. Raises
    `WrongState`, `WrongAmount`, `Raced`, `ProviderRefused` (nothing was given) or `ProviderDown`
    (nothing is known: say it again).
    """
    if not module.capabilities.refunds or module.live != order.live:
        raise WrongState("its module can't give this back", order=order.id)
    if order.refunding:
        before = order
        order = asked(store, module, order.session, now, by)
        if before.refunding == amount.minor and order.refunded > before.refunded:
            return order
    if _given(order, amount, after):
        return order
    check_refund(order, amount)
    if order.refunding not in {0, amount.minor} or (after and after.minor != order.refunded):
        raise Raced("another refund was made or is under way", order=order.id)
    noted = _noted(store, order, amount, now, by)
    if noted.refunded > order.refunded:
        return noted
    return _asked_for(store, module, noted, amount, now, by)


def finish_refund(store: Store, module: PaymentModule, order: Order, now: int, by: str) -> Order:
    """Says the merchant's word once more, for a refund that wasn't heard of; it is given once."""
    amount = Money(order.refunding, order.currency)
    return refund_order(store, module, order, amount, now=now, by=by)


def check_refund(order: Order, amount: Money) -> None:
    """Whether that much can be given back of this order: `WrongState`, `WrongAmount`."""
    if order.state not in REFUNDABLE:
        raise WrongState(f"the order is {order.state}", order=order.id)
    left = Money(order.captured - order.refunded, order.currency)
    if amount.currency != left.currency or not 0 < amount.minor <= left.minor:
        raise WrongAmount(f"{amount} is not within {left}", order=order.id)


def _noted(store: Store, order: Order, amount: Money, now: int, by: str) -> Order:
    """Writes down what is asked for, unless it stands there; with a look at it as the duty."""
    fresh = not order.refunding
    entry = event(
        order.state, now, by, why="refund-asked", amount=amount.minor, before=order.refunded
    )
    note = Write(
        order_key(order.id),
        expect=(
            Is("state", (order.state,)),
            Is("refunded", (order.refunded,)),
            Absent("refunding") if fresh else Is("refunding", (amount.minor,)),
        ),
        set={
            "refunding": amount.minor,
            "refusals": order.refusals,
            "due": due_partition(order.id),
            "due_at": now + _patience(order, now),
        },
        append={"history": [entry]} if fresh else {},
    )
    try:
        return order_from(store.write(note))
    except Refused:
        return _beaten(store, order, amount)


def _patience(order: Order, now: int) -> int:
    """Seconds until the next look: the older the word, the longer."""
    said = (e["at"] for e in reversed(order.history) if e.get("why") == "refund-asked")
    age = now - next(said, now) if order.refunding else 0
    return min(max(REFUND_CHECK, age // 2), SLOWEST_CHECK)


def _beaten(store: Store, order: Order, amount: Money) -> Order:
    """The order, if the same word came twice at once; else it must be looked at anew: `Raced`."""
    current = read_order(store, order.id)
    same = current.refunding == amount.minor and current.refunded == order.refunded
    since = Money(order.refunded, order.currency)
    if same or _given(current, amount, since):
        return current
    raise Raced("the order was moved meanwhile", order=order.id)


def _asked_for(
    store: Store, module: PaymentModule, order: Order, amount: Money, now: int, by: str
) -> Order:
    """Asks the provider, by a key that stands for this refund until it is given or refused."""
    key = f"refund:{order.id}:{order.refunded}:{order.refusals}"
    try:
        payment = module.refund(order, amount, key)
    except ProviderRefused:
        current = asked(store, module, order.session, now, by)
        if current.refunded > order.refunded:
            return current  # an earlier call had given it
        _refused(store, order, amount, now, by)
        raise
    except NotFound:  # nothing is given back of what the provider doesn't know
        _refused(store, order, amount, now, by)
        raise
    return given_back(store, order, payment, now, by)


def _refused(store: Store, order: Order, amount: Money, now: int, by: str) -> None:
    """Takes the note away, and its key with it: the next word is another refund.

    Its duty goes too, unless other money is owed.
    """
    entry = event(order.state, now, by, why="refund-refused", amount=amount.minor)
    drop = Write(
        order_key(order.id),
        expect=(
            Is("refunded", (order.refunded,)),
            Is("refunding", (amount.minor,)),
            Is("refusals", (order.refusals,)),
            Is("state", (order.state,)),
        ),
        set={"refusals": order.refusals + 1},
        append={"history": [entry]},
        remove=("refunding",),
    )
    served = replace(
        drop, expect=(*drop.expect, Counts("owed", 0)), remove=(*drop.remove, "due", "due_at")
    )
    for write in (served, drop):
        with suppress(Refused):  # somebody heard it first, or it was given all the same
            store.write(write)
            return


def _given(order: Order, amount: Money, after: Money | None) -> bool:
    """Whether this was given: the last refund that was asked for, if `after` doesn't say when."""
    if after:
        return order.refunded >= after.minor + amount.minor
    last = next((e for e in reversed(order.history) if e.get("why") == "refund-asked"), None)
    return last is not None and (
        last["amount"] == amount.minor and order.refunded >= last["before"] + amount.minor
    )
