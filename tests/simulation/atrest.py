"""What must hold when everything has run out: nothing stuck, nothing lost, nothing taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.invariants import PAID, RELEASED, known
from tests.simulation.violation import Violation

from pelicart.order import OPEN, Order

if TYPE_CHECKING:
    from tests.simulation.ledger import Session
    from tests.simulation.world import World

JUSTIFIED = frozenset({
    "unknown-session", "refund-failed", "in-review",
})  # fmt: skip


def check(world: World) -> None:
    """Holds the table against the providers' books."""
    settled = world.swarm.end != "notices"
    for order in world.orders():
        if settled:
            _decided(order)
        if order.module in world.ledgers:
            _accounted(world, order)
            _given_back(world, order)
    for ledger in world.ledgers.values():
        for session in ledger.sessions.values():
            order = world.order(session.order)
            if order is None and session.captured > session.refunded:
                raise Violation("rest: no order", f"{session.id} has money of no order")


def _decided(order: Order) -> None:
    if order.state in OPEN:
        raise Violation("rest: stuck", f"{order.number} is still {order.state}")
    if order.due_at:
        raise Violation("rest: duty", f"{order.number} is {order.state} and due for ever")
    if order.refunding:
        raise Violation("rest: refunding", f"{order.number} waits for a refund for ever")


def _accounted(world: World, order: Order) -> None:
    """I1, I2: each payment is the order's, or noted for the merchant; whoever paid once is paid."""
    ledger = world.ledgers[order.module]
    sessions = ledger.of(order.id)
    kept = [s for s in sessions if s.captured > s.refunded]
    for session in kept:
        if session.ours and not known(order, session.reference) and _heard(world, session):
            raise Violation("rest: lost money", f"{order.number} doesn't know of {session.id}")
    taken = [s for s in sessions if s.captured and s.ours and _heard(world, s)]
    exact = [s for s in taken if s.captured == order.total and s.live == order.live]
    if len(taken) == len(exact) == 1 and order.state not in PAID:
        if not _review_is_due(order, exact[0]):
            why = order.history[-1].get("why", "")
            what = f"{order.number} was paid and is {order.state} ({why})"
            raise Violation("rest: paid for nothing", what)
    if order.state in RELEASED and any(s.ours and _heard(world, s) for s in kept):
        raise Violation("rest: released", f"{order.number} is {order.state}, its payer paid")
    own = [s for s in kept if s.ours and s.live == order.live]
    if len(own) > 1 and order.state != "review":
        raise Violation("rest: twice", f"{order.number} keeps {len(own)} payments")


def _review_is_due(order: Order, session: Session) -> bool:
    """Whether somebody has a reason to look at an order that was paid once, and exactly."""
    reasons = {str(e.get("why")) for e in order.history if e["state"] == "review"}
    late = session.late and "late-and-sold-out" in reasons
    return order.state == "review" and (bool(reasons & JUSTIFIED) or late)


def _heard(world: World, session: Session) -> bool:
    """Whether the shop could know: by reconcile, of what its order waits for; else by notice.

    A page that was opened by an old form is found by its notice alone, as is what was done at the
    provider's own desk.
    """
    if world.swarm.end != "reconcile":
        return True
    return not session.late and session.ours


def _given_back(world: World, order: Order) -> None:
    """What was given back is what is counted, once it was heard of."""
    if order.state not in PAID:
        return
    ledger = world.ledgers[order.module]
    for session in ledger.of(order.id):
        if session.reference != order.reference or session.bounced:
            continue
        desk = not ledger.heard(session.id) and world.swarm.end == "reconcile"
        if order.refunded != session.refunded and not desk:
            what = f"{order.number} counts {order.refunded} back, {session.id} {session.refunded}"
            raise Violation("rest: refund", what)
    meant = sum(m.amount for m in world.meant if m.order == order.id)
    keys = [k for k in ledger.given if order.id in k]
    given = sum(ledger.given[key] for key in keys)
    if given > meant:
        raise Violation("rest: given twice", f"{order.number}: {given} of the {meant} meant")
