"""Takes an order, hands it off, closes it again: the steps that checkout and reconcile share.

Order and hold are written before the provider is called, and given up only when it says that the
session can no longer be paid. No step holds anything locked while the provider is asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pelicart.choice import Choice
from pelicart.errors import ProviderDown, ProviderRefused, QuoteChanged, QuoteExpired, SoldOut
from pelicart.order import Order, event, move, order_from, order_key, place
from pelicart.payments.base import HandOff, Instructions, PaymentModule, PostForm, Redirect, Urls
from pelicart.quote import Quote, digest
from pelicart.settings import Shop
from pelicart.settle import read_order, release, settle
from pelicart.writes import Is, Refused, Store, Write

FIRST_CHECK = 10 * 60
"""Seconds until a hand-off is looked up though no notice came."""
SHORTEST_SESSION = 30 * 60
"""Seconds that a session must still have when it is opened, as Stripe asks; an order's session
ends when it was first set to, so a late hand-off finds too little left."""
NOTHING_TO_PAY = "free"


def choice_digest(quote: Quote, choice: Choice) -> str:
    """Binds quote, personal data and method: what is ordered is what was shown."""
    return digest(quote.as_data(), dict(choice.person), choice.method.name)


def new_order(
    order_id: str, quote: Quote, choice: Choice, shop: Shop, language: str, now: int, *, live: bool
) -> Order:
    """The order as it is first written: paid if nothing is to pay, else waiting for its money."""
    free, manual = quote.total == 0, choice.method.module == "manual"
    deadline = now + (choice.method.days * 86400 if manual else shop.hold * 60)
    order = Order(
        id=order_id,
        state="paid" if free else "awaiting" if manual else "new",
        method=NOTHING_TO_PAY if free else choice.method.name,
        module=NOTHING_TO_PAY if free else choice.method.module,
        live=live,
        total=quote.total,
        currency=quote.currency,
        quote=quote,
        person=choice.person,
        language=language,
        digest=choice_digest(quote, choice),
        created=now,
        deadline=deadline,
        session_expires=0 if manual or free else deadline,
        due_at=0 if free else deadline if manual else now + FIRST_CHECK,
    )
    return replace(order, history=(event(order.state, now, "checkout"),))


def take(store: Store, order: Order) -> Order:
    """Writes order and holds in one transaction; the same order again is the one that stands.

    Raises `QuoteChanged` when another order of this basket is there, and `SoldOut`.
    """
    month = datetime.fromtimestamp(order.created, UTC).strftime("%Y-%m")
    try:
        store.write_all(place(order, month))
    except Refused as refused:
        existing, *counters = refused.items
        if existing:
            found = order_from(existing)
            if found.digest != order.digest:
                raise QuoteChanged("the basket has another order", order=order.id) from refused
            return found
        short = [sku for sku, item in zip(order.holds, counters, strict=True) if item is not None]
        raise SoldOut(*short) from refused
    return order


def hand_off(
    store: Store, module: PaymentModule, order: Order, urls: Urls, now: int
) -> HandOff | Order:
    """Opens, or finds again, the order's one payable session; or the order, if it is decided.

    Raises `ProviderDown` (asking again is safe), `QuoteExpired` or `ProviderRefused` (the order was
    given up and its units released).
    """
    if order.session:
        url = module.resume(order.session)
        if url:
            return Redirect(url, order.session, order.session_expires)
        return settle(store, module.look_up(order.session), now, "checkout")
    try:
        started = module.start(order, urls)
    except ProviderDown:
        _next_attempt(store, order, now)
        raise
    except ProviderRefused as refused:
        release(store, order, now, "checkout", "refused")
        if order.session_expires - now < SHORTEST_SESSION:
            raise QuoteExpired("too late to open its session", order=order.id) from refused
        raise
    return started if isinstance(started, Instructions) else _kept(store, order, started, now)


def _kept(store: Store, order: Order, started: Redirect | PostForm, now: int) -> HandOff | Order:
    """Stores the session before its address is told, so that none can be paid that isn't known."""
    pending = move(
        order.id,
        "pending",
        event("pending", now, "checkout", session=started.session, attempt=order.attempt),
        expect=(Is("attempt", (order.attempt,)),),
        change={"session": started.session},
        due_at=order.due_at or now + FIRST_CHECK,
        since=("new",),
    )
    try:
        store.write(pending)
    except Refused as refused:
        current = order_from(refused.items[0] or {})
        return started if current.session == started.session else current
    return started


def _next_attempt(store: Store, order: Order, now: int) -> None:
    """A new idempotency key for the next try: the provider may have stored a failure for this one.

    Safe, because an address that never left us can't be paid.
    """
    again = Write(
        order_key(order.id),
        expect=(Is("state", ("new",)), Is("attempt", (order.attempt,)), Is("session", ("",))),
        set={"attempt": order.attempt + 1},
        append={"history": [event("new", now, "checkout", failed=order.attempt)]},
    )
    try:
        store.write(again)
    except Refused:
        return  # another tab got further: its attempt is the one that counts


def close(
    store: Store, module: PaymentModule, order: Order, urls: Urls, now: int, by: str
) -> Order:
    """Makes an open order unpayable and ends it, unless the provider says that it was paid.

    Raises `ProviderDown`: then nothing is given up.
    """
    if not module.capabilities.looks_up:
        return release(store, order, now, by, order.wanted or "deadline")
    session = order.session
    if not session:
        try:
            # The hand-off was cut short: the same request finds its session, if there is one.
            started = module.start(order, urls)
        except ProviderRefused:
            return release(store, order, now, by, "never-opened")
        session = "" if isinstance(started, Instructions) else started.session
    return settle(store, module.close(session), now, by)


def want_cancelled(store: Store, order: Order, now: int) -> Order:
    """Notes the shopper's wish as a duty: reconcile closes the session, then gives the order up."""
    wish = Write(
        order_key(order.id),
        expect=(Is("state", (order.state,)),),
        set={"wanted": "cancelled", "due_at": now},
        append={"history": [event(order.state, now, "shopper", wanted="cancelled")]},
    )
    try:
        return order_from(store.write(wish))
    except Refused:
        return read_order(store, order.id)
