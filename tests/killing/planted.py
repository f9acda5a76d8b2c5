"""Bugs to be planted in the functions' process: each must be found, or the walks show nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Apart:
    """A store whose transactions are so many writes, one after the other."""

    store: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def write_all(self, writes: Sequence[Any]) -> None:
        for one in writes:
            self.store.write(one)


def holds_apart() -> None:
    """The order is written first, and its goods are held after that."""
    purchase = import_module("pelicart.checkout.purchase")
    take = purchase.take
    purchase.take = lambda store, *order: take(Apart(store), *order)


def releases_apart() -> None:
    """The order is ended first, and its goods are given back after that."""
    release = import_module("pelicart.orders.stored").release
    for name in ("pelicart.orders.handoff", "pelicart.orders.settle"):
        import_module(name).release = lambda store, *about: release(Apart(store), *about)


def no_duty() -> None:
    """A new order is left to whoever pressed the button."""
    purchase = import_module("pelicart.checkout.purchase")
    new = purchase.new_order
    purchase.new_order = lambda *about: replace(new(*about), due_at=0)


def marks_first() -> None:
    """A letter counts as told before anybody has it."""
    telling = import_module("pelicart.orders.telling")

    def sent_all(store: Any, order: Any, send: Any, now: int) -> Any:
        for due in telling._ready(order, now):
            order = telling._marked(store, order, due.key)
            telling._sent(order, due, send)
        return order, None

    telling._sent_all = sent_all


PLANTED: dict[str, Callable[[], None]] = {
    one.__name__: one for one in (holds_apart, releases_apart, no_duty, marks_first)
}
