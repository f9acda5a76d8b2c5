"""The provider's books against the table, and the shelves against the orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.e2e.running import Running

from pelicart.money import Money, decimal_text
from pelicart.order import OPEN, Order

START = {
    "TEST-PLAIN": 500,
    "TEST-LAST": 1,
    "TEST-RARE": 3,
    "TEST-LEAVING": 5,
    "TEST-DEARER": 5,
}
"""Units that the test's products are first published with."""

GIVEN_UP = {"expired", "cancelled"}
OVER = {"paid", "failed", "expired"}
TAKEN_BY_US, UNTAKEN = {"paypal"}, {"open", "approved"}

Entry = Mapping[str, Any]


def disagreements(demo: Running) -> list[str]:
    """What doesn't fit, hours after the last purchase, when all that could be missed was."""
    demo.travel(3 * 3600)
    demo.reconcile()
    orders, left = list(demo.orders()), {sku: demo.stock(sku) for sku in START}
    wrong = [*of_stock(orders, left)]
    for desk in demo.desks:
        wrong += of_provider(desk.name, orders, desk.ask("books"))
    return wrong


def of_provider(name: str, orders: Sequence[Order], books: Sequence[Entry]) -> Iterator[str]:
    """What one provider's books and the orders by its module say of each other."""
    yield from of_money(name, orders, books)
    yield from of_sessions(name, orders, books)


def of_money(name: str, orders: Iterable[Order], books: Sequence[Entry]) -> Iterator[str]:
    """Every payment is one paid order of that amount and currency, and the other way round."""
    taken = Counter(
        (one["order"], f"{one['captured']} {one['currency']}", one["refunded"])
        for one in books
        if one["state"] == "paid"
    )
    counted = Counter(
        (
            order.id,
            str(Money(order.captured, order.currency)),
            decimal_text(order.refunded, order.currency),
        )
        for order in orders
        if order.module == name and order.captured
    )
    for payment in taken - counted:
        yield f"paid at {name}, but not counted: {payment}"
    for payment in counted - taken:
        yield f"counted, but not paid at {name}: {payment}"


def _refunded(order: Order) -> str:
    return decimal_text(order.refunded, order.currency)


def of_sessions(name: str, orders: Sequence[Order], books: Sequence[Entry]) -> Iterator[str]:
    """No session can still be paid, and every one belongs to an order that is decided."""
    states = {order.id: order.state for order in orders}
    for session in books:
        state = states.get(session["order"], "unknown")
        if name in TAKEN_BY_US and state in GIVEN_UP and session["state"] in UNTAKEN:
            continue  # nobody can be charged without our call
        if state == "unknown" or session["state"] not in OVER:
            yield f"a session {session['state']} at {name} of an order {state}: {session}"
        if state in GIVEN_UP and session["state"] == "paid":
            yield f"a session of {name} is paid, its order {state}: {session}"
    for order in orders:
        if order.state in OPEN and order.module == name:
            yield f"left undone: {order.id} is {order.state}"


def of_stock(orders: Iterable[Order], left: Mapping[str, int]) -> Iterator[str]:
    """What is gone from the shelves is in orders that stand."""
    sold: Counter[str] = Counter()
    for order in orders:
        if order.holding:
            sold.update(order.holds)
    for sku, units in START.items():
        if left[sku] + sold[sku] != units:
            yield f"{sku}: {left[sku]} left and {sold[sku]} sold of {units}"
