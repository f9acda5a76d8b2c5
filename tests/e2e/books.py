"""The provider's books against the table, and the shelves against the orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.e2e.running import Running

from pelicart.order import OPEN, Order

START = {
    "TEST-PLAIN": 50,
    "TEST-LAST": 1,
    "TEST-RARE": 3,
    "TEST-LEAVING": 5,
    "TEST-DEARER": 5,
}
"""Units that the test's products are first published with."""

GIVEN_UP = {"expired", "cancelled"}

Session = Mapping[str, Any]


def disagreements(demo: Running) -> list[str]:
    """What doesn't fit, hours after the last purchase, when all that could be missed was."""
    demo.travel(3 * 3600)
    demo.told("reconcile")
    orders, sessions = list(demo.orders()), demo.ask_provider("ledger")["sessions"]
    left = {sku: demo.stock(sku) for sku in START}
    return [*of_money(orders, sessions), *of_sessions(orders, sessions), *of_stock(orders, left)]


def of_money(orders: Iterable[Order], sessions: Sequence[Session]) -> Iterator[str]:
    """Every payment is one paid order of that amount and currency, and the other way round."""
    taken = Counter(
        (one["client_reference_id"], one["amount_total"], one["currency"].upper())
        for one in sessions
        if one["payment_status"] == "paid"
    )
    counted = Counter(
        (order.id, order.captured, order.currency)
        for order in orders
        if order.module == "stripe" and order.captured
    )
    for payment in taken - counted:
        yield f"paid, but not counted: {payment}"
    for payment in counted - taken:
        yield f"counted, but not paid: {payment}"


def of_sessions(orders: Sequence[Order], sessions: Sequence[Session]) -> Iterator[str]:
    """No session can still be paid, and every one belongs to an order that is decided."""
    states = {order.id: order.state for order in orders}
    for session in sessions:
        state = states.get(session["client_reference_id"], "unknown")
        fits = {"expired"} if state in GIVEN_UP else {"expired", "complete"}
        if state == "unknown" or session["status"] not in fits:
            yield f"a session {session['status']} of an order {state}: {session['id']}"
    for order in orders:
        if order.state in OPEN and order.module == "stripe":
            yield f"left undone: {order.id} is {order.state}"


def of_stock(orders: Iterable[Order], left: Mapping[str, int]) -> Iterator[str]:
    """What is gone from the shelves is in orders that stand."""
    sold: Counter[str] = Counter()
    for order in orders:
        if order.state not in GIVEN_UP:
            sold.update(order.holds)
    for sku, units in START.items():
        if left[sku] + sold[sku] != units:
            yield f"{sku}: {left[sku]} left and {sold[sku]} sold of {units}"
