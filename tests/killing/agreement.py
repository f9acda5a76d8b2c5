"""What must be true when everything has come to rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from tests.e2e.books import of_provider
from tests.killing.world import COUNTERS, World

from pelicart.order import OPEN, Order
from pelicart_command.audit import audited

GIVEN_UP = {"expired", "cancelled"}
WANTED = {"paid": {"paid", "sale"}, "refunded": {"refunded"}, "cancelled": {"cancelled"}}
"""Letters that nobody may wait for in vain, by the state that they tell of."""
PAID = {"paid", "part_refunded", "refunded"}
ROUNDS = (0, 11 * 60, 3600, 3 * 3600, 7 * 3600, *(8 * 86400,) * 3)
"""Seconds that pass before each further run of reconcile."""
LONGEST_SESSION = 7 * 3600
"""Seconds after which no session of a provider can be paid, be it one that nobody knows of."""


def comes_to_rest(world: World) -> None:
    """Money on its way arrives, time passes all deadlines, and reconcile comes by until nothing is
    left to be done."""
    for entry in world.books():
        if entry["state"] == "processing":
            world.pull(entry["session"], "confirm")
    for seconds in ROUNDS:
        world.travel(seconds)
        if not any({"due", "untold"} & item.keys() for item in world.items()):
            break
        world.functions.invoke("reconcile", {"source": "aws.events"})
    world.travel(LONGEST_SESSION)


def disagreements(world: World) -> list[str]:
    """Where stock, orders, cards and the provider's books don't fit."""
    orders, books = world.orders(), world.books()
    wrong = [*_of_stock(orders, world.left()), *_of_orders(orders), *_undone(world)]
    wrong += _of_letters(orders, world.post.mails)
    wrong += [one.line() for one in audited(world.items).violations]
    if world.kind:
        wrong += of_provider(world.name, orders, books)
    return wrong


def _of_stock(orders: Sequence[Order], left: Mapping[str, int]) -> Iterator[str]:
    owned: Counter[str] = Counter()
    for order in orders:
        if order.state not in GIVEN_UP:
            owned.update(order.holds)
    for counter, units in COUNTERS.items():
        if left[counter] < 0 or left[counter] + owned[counter] != units:
            yield f"{counter}: {left[counter]} left and {owned[counter]} owned of {units}"


def _of_orders(orders: Sequence[Order]) -> Iterator[str]:
    if len(orders) > 1:
        yield f"{len(orders)} orders of one basket"
    for order in orders:
        states = [state for state, _ in groupby(entry["state"] for entry in order.history)]
        if order.state in {*OPEN, "review"}:
            yield f"{order.number} ended {order.state}: {states}"
        if states.count("paid") > 1:
            yield f"{order.number} was paid {states.count('paid')} times"
        if order.captured not in {0, order.total} or order.refunded > order.captured:
            yield f"{order.number}: {order.captured} of {order.total}, {order.refunded} back"


def _of_letters(orders: Sequence[Order], mails: Sequence[str]) -> Iterator[str]:
    """Each letter that a move asks for was sent and marked, and no other; one may come twice."""
    told = {_name(order, key): key for order in orders for key in order.told}
    if told.keys() != {*mails}:
        yield f"told of {sorted(told.values())}, and sent {[told.get(m, '?') for m in mails]}"
    if too_often := [told.get(mail, mail) for mail, n in Counter(mails).items() if n > 2]:
        yield f"sent more than twice: {too_often}"
    for order in orders:
        letters = {key.partition(":")[2] for key in order.told}
        for state, wanted in WANTED.items():
            if any(e["state"] == state for e in order.history) and not wanted <= letters:
                yield f"{order.number} was {state}, and only {sorted(letters)} were told"


def _name(order: Order, key: str) -> str:
    return hashlib.sha256(f"{order.id}:{key}".encode()).hexdigest()[:32]


def _undone(world: World) -> Iterator[str]:
    states = {order.id: order.state for order in world.orders()}
    for item in world.items():
        if {"due", "untold"} & item.keys():
            yield f"left to be done: {item['key'][:18]}, {item.get('due_at') or 'letters'}"
        if item["key"].startswith("BANK#") and states.get(item["order"]) not in PAID:
            yield f"{item['key']} stands for an order that is {states.get(item['order'])}"
    for card in world.items("killing-cards"):
        yield f"{card['key'][:17]} is kept"
