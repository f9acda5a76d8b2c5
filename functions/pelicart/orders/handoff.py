"""Hands an order to its provider and takes it back: steps that checkout and reconcile share.

Order and hold are written before the provider is called, and given up only when it says that the
session can no longer be paid. No step holds anything locked while the provider is asked.
"""

from __future__ import annotations

from pelicart.errors import (
    NotFound,
    ProviderDown,
    ProviderRefused,
    QuoteExpired,
    TooManyAttempts,
)
from pelicart.order import BY_HAND, OPEN, UNPAID, Order, due_partition, order_from, order_key
from pelicart.orders.asking import asked, concluded
from pelicart.orders.moves import event, move
from pelicart.orders.stored import read_order, release
from pelicart.payments.base import (
    HandOff,
    Instructions,
    Payment,
    PaymentModule,
    PostForm,
    Redirect,
    Urls,
    Words,
)
from pelicart.writes import Is, Refused, Store, Write

FIRST_CHECK = 10 * 60
"""Seconds until a hand-off is looked up though no notice came."""

FORGOTTEN = 86400
"""Seconds after the deadline until a session that its provider doesn't know any more is over."""

MOST_ATTEMPTS = 20
"""Sessions of one order: nobody shall try card after card on what was quoted once."""

GIVEN_UP = "given-up"
"""Why an order was cancelled that its merchant wanted to be."""

SHORTEST_SESSION = 30 * 60
"""Seconds that a session must still have when it is opened, as Stripe asks; an order's session
ends when it was first set to, so a late hand-off finds too little left."""


def hand_off(
    store: Store, module: PaymentModule, order: Order, urls: Urls, words: Words, now: int
) -> HandOff | Order:
    """Opens, or finds again, the order's one payable session; or the order, if it is decided.

    Raises `ProviderDown` (asking again is safe), `QuoteExpired`, `ProviderRefused` or
    `TooManyAttempts` (the order was given up and its units released).
    """
    if order.session:
        # Not after its end: a page that lingers would outlive the order's deadline.
        again = module.resume(order, urls, words) if now < order.session_expires else None
        return again or asked(store, module, order.session, now, "checkout")
    if order.attempt > MOST_ATTEMPTS:
        release(store, order, now, "checkout", "too-many-attempts")
        raise TooManyAttempts(order=order.id)
    try:
        started = module.start(order, urls, words)
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
        change={"session": started.session, "session_expires": started.expires},
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


def close(store: Store, module: PaymentModule, order: Order, now: int, by: str) -> Order:
    """Makes an open order unpayable and ends it, unless the provider says that it was paid.

    Raises `ProviderDown`: then nothing is given up.
    """
    if not module.capabilities.looks_up:
        return release(store, order, now, by, _wish(order) or "deadline")
    if not order.session:
        # A session of a hand-off that was cut short may exist; its address was told to nobody.
        return release(store, order, now, by, "never-opened")
    try:
        payment = module.close(order.session)
    except NotFound:
        if now < order.deadline + FORGOTTEN:
            raise
        return release(store, order, now, by, "forgotten")
    if why := _over(module, order, payment, now):
        return release(store, order, now, by, why)
    ended = concluded(store, module, payment, now, by)
    if payment.state == "approved" and ended.state in {"new", "pending"}:
        # What they agreed to was declined just now, and nobody asks for it again.
        return release(store, ended, now, by, "declined")
    return ended


def _over(module: PaymentModule, order: Order, payment: Payment, now: int) -> str:
    """Why nothing will come of the session any more; empty if the provider must be heard."""
    if payment.state == "approved" and order.wanted and order.state != "awaiting":
        # Nobody takes it without our capture, and one begun meanwhile would have moved the order.
        return _wish(order)
    if payment.state == "open" and module.capabilities.lingers and now >= order.deadline:
        return _wish(order) or "deadline"  # the page has ended by itself
    if payment.state == "failed":
        return _wish(order) or "failed"  # and no other session shall be opened
    return ""


def _wish(order: Order) -> str:
    """Why an order is given up that somebody wants cancelled; empty if nobody does."""
    wished = next((entry["by"] for entry in reversed(order.history) if "wanted" in entry), "")
    return GIVEN_UP if order.wanted and wished == "merchant" else order.wanted


def want_cancelled(store: Store, order: Order, now: int, by: str = "shopper") -> Order:
    """Notes the wish as a duty: reconcile closes the session, then gives the order up.

    Money that is on its way, or being taken, can't be stopped any more; a cheque need not be sent.
    """
    if order.state not in (OPEN if order.module in BY_HAND else UNPAID):
        return order
    wish = Write(
        order_key(order.id),
        expect=(Is("state", (order.state,)), Is("wanted", ("",))),
        set={"wanted": "cancelled", "due": due_partition(order.id), "due_at": now},
        append={"history": [event(order.state, now, by, wanted="cancelled")]},
    )
    try:
        return order_from(store.write(wish))
    except Refused:
        return read_order(store, order.id)
