"""The end of a run: what is left is decided, then books, shelves and logs are held against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.e2e.books import GIVEN_UP, START, of_money, of_sessions
from tests.e2e.desk import Desk
from tests.e2e.running import Running

from pelicart.order import Order, stock_key
from pelicart.writes import Write
from pelicart_infra.functions import FUNCTIONS

HOURS, WEEKS = 3 * 3600, 20 * 86400
ROUNDS = 3
SECRETS = {name for function in FUNCTIONS for name in function.secrets}


def settle(demo: Running) -> None:
    """Lets happen all that can still happen: what is on its way arrives, what waits runs out."""
    for desk in demo.desks:
        desk.pull("mode", notices="once", api="up")
    for desk in demo.desks:
        for entry in desk.ask("books"):
            if entry["state"] == "processing":
                desk.pull(f"sessions/{entry['session']}/confirm")
    for wait in (HOURS, WEEKS):
        demo.travel(wait)
        for _ in range(ROUNDS):
            if not demo.reconcile():
                break


def disagreements(demo: Running, before: set[str]) -> list[str]:
    """What doesn't fit among the orders that are none of those from before."""
    orders = [order for order in demo.orders() if order.id not in before]
    wrong = [*_of_stock(demo, orders)]
    ours = {order.id for order in orders}
    aside = {order.id for order in orders if order.state == "review"}
    for desk in demo.desks:
        books = [one for one in desk.ask("books") if one["order"] in ours - aside]
        counted = [order for order in orders if order.id not in aside]
        wrong += [*of_money(desk.name, counted, books), *of_sessions(desk.name, counted, books)]
    return wrong


def _of_stock(demo: Running, orders: Sequence[Order]) -> Iterator[str]:
    """What is gone from the shelves since they were filled is in orders that stand."""
    for sku, units in START.items():
        sold = sum(order.holds.get(sku, 0) for order in orders if _holding(order))
        left = demo.stock(sku)
        if left + sold != units:
            yield f"{sku}: {left} left and {sold} sold of {units}"


def _holding(order: Order) -> bool:
    return order.state not in GIVEN_UP and order.state != "review"


def fill_shelves(demo: Running) -> None:
    """As they were first published: nothing is on hold when this is called."""
    for sku, units in START.items():
        demo.store.write(Write(stock_key(sku), set={"avail": units}))


def leaks(demo: Running, canaries: Sequence[str]) -> list[str]:
    """Which logs hold which of these; the start of each only, lest it be told once more."""
    found = []
    for log in sorted((demo.folder / ".pelicart" / "logs").iterdir()):
        written = log.read_text("utf-8", "replace")
        found += [f"{log.name}: {canary[:6]}…" for canary in canaries if canary in written]
    return found


def paid_in_books(desk: Desk, order: Order) -> bool:
    """Whether the provider says of some session of this order that it was paid in full."""
    total = f"{order.money}".partition(" ")[0]
    return any(one["state"] == "paid" and one["captured"] == total for one in desk.books(order.id))
