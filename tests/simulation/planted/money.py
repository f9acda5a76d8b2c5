"""Bugs where money comes in, or goes back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.simulation import table
from tests.simulation.kinds import Simulated
from tests.simulation.planted.bug import everywhere

from pelicart.endpoints import payment_notice, payment_return
from pelicart.errors import PelicartError
from pelicart.money import Money
from pelicart.order import order_from, to_item
from pelicart.orders import asking, marking, moves, receive, refunding, settle
from pelicart.orders.stored import read_order
from pelicart.payments.base import Notice, Payment
from pelicart.writes import Absent, Refused, Write


def no_amount(patch: pytest.MonkeyPatch) -> None:
    """Whatever was paid pays the order."""
    whole = receive.paying

    def paying(order_id: str, since: Any, entry: Any, captured: Any, **more: Any) -> Write:
        write = whole(order_id, since, entry, captured, **more)
        kept = tuple(e for e in write.expect if getattr(e, "field", "") not in {"total", "live"})
        return Write(write.key, kept, set=write.set, append=write.append, remove=write.remove)

    everywhere(patch, receive.paying, paying)


def no_key(patch: pytest.MonkeyPatch) -> None:
    """Each refund that is asked for is another one to the provider."""
    whole = Simulated._given

    def given(self: Any, order: Any, amount: Any, key: str) -> None:
        whole(self, order, amount, f"{key}:{len(self.ledger.given)}")

    patch.setattr(Simulated, "_given", given)


def unconditional(patch: pytest.MonkeyPatch) -> None:
    """Moves don't ask what the order became meanwhile."""
    whole = moves.move

    def move(*given: Any, **named: Any) -> Write:
        write = whole(*given, **named)
        return Write(write.key, set=write.set, append=write.append, remove=write.remove)

    patch.setattr(moves, "move", move)
    everywhere(patch, whole, move)


def whole_item(patch: pytest.MonkeyPatch) -> None:
    """An old version writes the order as it knows it, and so forgets what a newer one knew."""
    whole = table.Table._write

    def write(self: Any, one: Write) -> Any:
        after = whole(self, one)
        if one.key.startswith("ORDER#") and one.set.get("state") == "paid":
            known = to_item(order_from(after), "2026-11")
            self.items[one.key] = {**known, "v": after["v"]}
        return after

    patch.setattr(table.Table, "_write", write)


def seen_first(patch: pytest.MonkeyPatch) -> None:
    """A notice is marked as seen before it has had its effect."""
    whole = payment_notice._settle

    def settled(wired: Any, module: Any, notice: Notice, by: str) -> None:
        paid = getattr(notice.payment, "state", "")
        key = f"SEEN#{notice.session}#{paid}#{len(module.ledger.messages)}"
        try:
            wired.store.write(Write(key, expect=(Absent(),), put={"key": key}))
        except Refused:
            return
        whole(wired, module, notice, by)

    patch.setattr(payment_notice, "_settle", settled)


def trusts_payload(patch: pytest.MonkeyPatch) -> None:
    """A notice is believed as it comes: neither its seal nor its provider is asked."""

    def read_notice(self: Any, body: bytes, headers: Any, now: int) -> Notice | None:
        data = json.loads(body)
        session = self.ledger.sessions.get(data["session"])
        if session is None or not session.ours:
            return None
        said, nothing = Money(session.asked, "EUR"), Money(0, "EUR")
        payment = Payment(
            "paid", session.order, session.id, said, nothing, live=True, reference=session.reference
        )
        return Notice(session.id, session.order, "", payment)

    for kind in (Simulated, *Simulated.__subclasses__()):
        patch.setattr(kind, "read_notice", read_notice)


def trusts_return(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes back from the provider's page has paid."""

    def settled(wired: Any, order_id: str, _said: str) -> None:
        try:
            order = read_order(wired.store, order_id)
            nothing = Money(0, order.currency)
            payment = Payment(
                "paid", order.id, order.session, order.money, nothing, live=order.live,
                reference=f"pay-{order.session}",
            )  # fmt: skip
            settle.settle(wired.store, payment, wired.now(), "return")
        except PelicartError:
            return

    patch.setattr(payment_return, "_settle", settled)


def swallows(patch: pytest.MonkeyPatch) -> None:
    """A notice is acknowledged whatever became of it."""
    whole = payment_notice._settle

    def settled(*given: Any) -> None:
        try:
            whole(*given)
        except PelicartError:
            return

    patch.setattr(payment_notice, "_settle", settled)


def unsigned(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the seal of a notice."""

    def verified(self: Any, body: bytes, headers: Any) -> Any:
        return json.loads(body)

    patch.setattr(Simulated, "verified", verified)


def captures_unclaimed(patch: pytest.MonkeyPatch) -> None:
    """What was agreed is taken without moving the order first."""

    def claimed(store: Any, payment: Any, now: int, by: str) -> Any:
        return asking.read_order(store, payment.order), True

    patch.setattr(asking, "claimed", claimed)


def sums_refunds(patch: pytest.MonkeyPatch) -> None:
    """Refunds are added up as they are heard of."""
    whole = receive.given_back

    def given_back(store: Any, order: Any, payment: Any, now: int, by: str) -> Any:
        back = payment.refunded.minor
        if 0 < back < order.captured and order.state == "part_refunded":
            most = min(order.captured, order.refunded + back)
            said = Payment(
                payment.state, payment.order, payment.session, payment.captured,
                Money(most, payment.refunded.currency), payment.live, payment.reference,
            )  # fmt: skip
            return whole(store, order, said, now, by)
        return whole(store, order, payment, now, by)

    everywhere(patch, receive.given_back, given_back)


def line_twice(patch: pytest.MonkeyPatch) -> None:
    """A line of the bank's may pay as many orders as it is given for."""
    whole = marking.bank_line

    def used(reference: str, order: Any, now: int) -> Write:
        write = whole(reference, order, now)
        return Write(write.key, put=write.put)

    everywhere(patch, whole, used)


def refund_unnoted(patch: pytest.MonkeyPatch) -> None:
    """A refund isn't written down before it is asked for: its key hangs on when it was."""
    whole = refunding._asked_for

    def asked_for(store: Any, module: Any, order: Any, *more: Any) -> Any:
        return whole(store, module, replace(order, refusals=more[1] % 1000), *more)

    patch.setattr(refunding, "_asked_for", asked_for)
