"""Makes an order of what was reviewed, and takes it: order and hold in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pelicart.abuse.limits import check_held
from pelicart.checkout.quoteform import Reviewed, choice_digest
from pelicart.errors import QuoteChanged, SoldOut
from pelicart.methods import NOTHING_TO_PAY, Method
from pelicart.order import BY_HAND, Order, order_from
from pelicart.orders.handoff import FIRST_CHECK
from pelicart.orders.moves import event, place, short_of
from pelicart.orders.waiting import DAY, next_duty
from pelicart.payments.base import PaymentModule
from pelicart.settings import Shop
from pelicart.writes import Item, Refused, Store, Write


def new_order(
    order_id: str,
    reviewed: Reviewed,
    method: Method,
    shop: Shop,
    language: str,
    now: int,
    module: PaymentModule | None,
) -> Order:
    """The order as it is first written: paid if nothing is to pay, else waiting for its money.

    `module` is the method's, None when nothing is to pay.
    """
    quote, person = reviewed.quote, reviewed.person
    manual = method.module in BY_HAND
    lingers = module.capabilities.lingers if module else 0
    session_expires = 0 if manual else now + shop.hold * 60
    deadline = now + method.days * DAY if manual else session_expires + lingers
    reminders = tuple(now + day * DAY for day in method.remind)
    order = Order(
        id=order_id,
        state="awaiting" if manual else "new",
        method=method.name,
        module=method.module,
        live=module.live if module else True,
        total=quote.total,
        currency=quote.currency,
        quote=quote,
        person=person,
        language=language,
        digest=choice_digest(quote, person, reviewed.method),
        created=now,
        deadline=deadline,
        session_expires=session_expires,
        due_at=next_duty(reminders, deadline) if manual else now + FIRST_CHECK,
        reminders=reminders,
    )
    return _begun(order if order.total else _free(order))


def _free(order: Order) -> Order:
    """Nothing to pay: paid by being taken, with nothing left to look after."""
    return replace(
        order,
        state="paid",
        method=NOTHING_TO_PAY,
        module=NOTHING_TO_PAY,
        session_expires=0,
        due_at=0,
        reminders=(),
    )


def _begun(order: Order) -> Order:
    return replace(order, history=(event(order.state, order.created, "checkout"),))


def take(store: Store, order: Order, *more: Write) -> Order:
    """Writes order and holds in one transaction; the same order again is the one that stands.

    `more` is written with a new order, or not at all: nothing changes one that stands. Raises
    `QuoteChanged` when another order of this basket is there, or a product is sold on other terms
    by now, `SoldOut`, and `TooMany`.
    """
    month = datetime.fromtimestamp(order.created, UTC).strftime("%Y-%m")
    try:
        store.write_all(place(order, month, *more))
    except Refused as refused:
        existing, *others = refused.items
        if not existing:
            _not_to_be_had(order, others[: len(order.holds)])
            check_held(others, order.created)
            raise QuoteChanged("a product is sold on other terms", order=order.id) from refused
        found = order_from(existing)
        if found.digest != order.digest:
            raise QuoteChanged("the basket has another order", order=order.id) from refused
        return found
    return order


def _not_to_be_had(order: Order, counters: Sequence[Item | None]) -> None:
    """Raises `SoldOut` if a hold was refused."""
    if short := short_of(order.quote, counters):
        raise SoldOut(*short)
