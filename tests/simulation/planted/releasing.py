"""Bugs where an order is given up, looked after, or told of."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from tests.simulation.actors import clockwork
from tests.simulation.kinds import Closing
from tests.simulation.planted.bug import everywhere

from pelicart.endpoints import order as order_page
from pelicart.orders import handoff, moves, overdue, telling
from pelicart.orders.stored import release
from pelicart.writes import Refused, Write


def own_clock(patch: pytest.MonkeyPatch) -> None:
    """A hold that ran out by our clock is released; the provider isn't asked."""
    whole = overdue._decided

    def decided(wired: Any, order: Any, now: int) -> Any:
        if order.state in {"new", "pending"} and now >= order.created + 10 * 60:
            return release(wired.store, order, now, "reconcile", "deadline")
        return whole(wired, order, now)

    patch.setattr(overdue, "_decided", decided)


def not_closed(patch: pytest.MonkeyPatch) -> None:
    """The session is looked at and not closed: by our clock it must be over."""

    def close(self: Any, session: str) -> Any:
        payment = self.look_up(session)
        return replace(payment, state="expired") if payment.state == "open" else payment

    patch.setattr(Closing, "close", close)


def never_reconciled(patch: pytest.MonkeyPatch) -> None:
    """What is left open stays so."""
    patch.setattr(clockwork, "finish_overdue", lambda _wired: Counter())


def drops_duty(patch: pytest.MonkeyPatch) -> None:
    """A provider that gave no answer is never asked again."""
    whole = overdue._put_off

    def put_off(wired: Any, order_id: str, now: int, due_at: int, outcome: str) -> str:
        return whole(wired, order_id, now, 0 if outcome == "provider-down" else due_at, outcome)

    patch.setattr(overdue, "_put_off", put_off)


def cancels_at_once(patch: pytest.MonkeyPatch) -> None:
    """The shopper's wish is enough: the page that they left isn't closed first."""

    def want(store: Any, order: Any, now: int) -> Any:
        return release(store, replace(order, wanted="cancelled"), now, "shopper", "asked")

    patch.setattr(order_page, "want_cancelled", want)


def late_without_goods(patch: pytest.MonkeyPatch) -> None:
    """Late money pays an order, whether or not its goods are there."""
    everywhere(patch, moves.take_again, lambda _order, paid: [paid])


def marks_first(patch: pytest.MonkeyPatch) -> None:
    """A letter is marked as told, and sent after that."""

    def sent_all(store: Any, order: Any, send: Any, now: int) -> Any:
        for due in telling._ready(order, now):
            order = telling._marked(store, order, due.key)
            if not telling._sent(order, due, send):
                return order, due
        return order, None

    patch.setattr(telling, "_sent_all", sent_all)


def tells_unclaimed(patch: pytest.MonkeyPatch) -> None:
    """Nobody says that they are at it: two of them tell the same."""

    def claimed(store: Any, order: Any, now: int) -> Any:
        return replace(order, telling=now + 180)

    patch.setattr(telling, "_claimed", claimed)


def tells_early(patch: pytest.MonkeyPatch) -> None:
    """A shopper who comes back is thanked for the payment before anybody knows of one."""
    whole = telling.due_letters

    def due_letters(order: Any) -> Any:
        if order.state == "pending":
            entry = moves.event("paid", order.created, "return")
            paid = replace(order, history=(*order.history, entry))
            return whole(paid)
        return whole(order)

    patch.setattr(telling, "due_letters", due_letters)


def two_tries(patch: pytest.MonkeyPatch) -> None:
    """A hand-off that got no answer is taken for one that never was: no key is spent."""

    def kept(store: Any, order: Any, started: Any, now: int) -> Any:
        pending = moves.move(
            order.id, "pending", moves.event("pending", now, "checkout", session=started.session),
            change={"session": started.session}, due_at=now + 600, since=("new", "pending"),
        )  # fmt: skip
        try:
            store.write(Write(pending.key, pending.expect, set=pending.set, append=pending.append))
        except Refused:
            return started
        return started

    patch.setattr(handoff, "_kept", kept)
