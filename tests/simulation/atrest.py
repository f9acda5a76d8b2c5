"""What must hold when everything has run out: nothing stuck, nothing lost, nothing taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.evidence import PAID
from tests.simulation.invariants import RELEASED, known
from tests.simulation.violation import Violation

from pelicart.letters import REFUSED, due_letters
from pelicart.order import OPEN, Order

if TYPE_CHECKING:
    from tests.simulation.ledger import Session
    from tests.simulation.world import World

JUSTIFIED = frozenset({"unknown-session", "refund-failed", "in-review"})
"""Why the merchant must look at an order though it was paid once, and exactly."""


def check(world: World) -> None:
    """Holds the table against the providers' books."""
    settled = world.swarm.end != "notices"
    for order in world.orders():
        if settled:
            _decided(order)
            _told(world, order)
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
    if order.owed:
        raise Violation("rest: owed", f"{order.number} owes money for ever")


def _accounted(world: World, order: Order) -> None:
    """I1, I2: each payment is the order's, or noted for the merchant; whoever paid once is paid."""
    ours = [s for s in world.ledgers[order.module].of(order.id) if s.ours and s.captured]
    heard = [s for s in ours if _heard(world, s)]
    owed = {owing["reference"] for owing in order.owed}
    kept = [s for s in heard if s.captured > s.refunded and s.reference not in owed]
    for session in kept:
        if not known(order, session.reference):
            raise Violation("rest: lost money", f"{order.number} doesn't know of {session.id}")
    own = [s for s in heard if not s.foreign]
    exact = [s for s in own if s.captured == order.total and s.live == order.live]
    once = len(heard) == len(exact) == 1 and order.state not in PAID
    if once and not _excused(world, order, exact[0]):
        why = order.history[-1].get("why", "")
        what = f"{order.number} was paid and is {order.state} ({why})"
        raise Violation("rest: paid for nothing", what)
    if order.state in RELEASED and kept:
        raise Violation("rest: released", f"{order.number} is {order.state}, its payer paid")
    own = [s for s in kept if s.live == order.live]
    if len(own) > 1 and order.state != "review":
        raise Violation("rest: twice", f"{order.number} keeps {len(own)} payments")


def _excused(world: World, order: Order, session: Session) -> bool:
    """Whether there is a reason that an order isn't paid which was paid once, and exactly.

    Its goods were gone when it was paid too late; or something else must be looked at.
    """
    reasons = {str(entry.get("why")) for entry in order.history}
    if "decided" in reasons and session.captured == session.refunded:
        return True
    if order.state == "review":
        others = [s for s in world.ledgers[order.module].of(order.id) if s is not session]
        gone = session.late and "late-and-sold-out" in reasons  # and its bank argues about it
        return gone or bool(reasons & JUSTIFIED) or any(known(order, s.reference) for s in others)
    return session.late and "late-and-sold-out" in reasons


def _told(world: World, order: Order) -> None:
    """I8: each letter that is due was sent, or refused for good; and whoever paid was told so."""
    left = due_letters(order)
    if left or order.tell_at:
        raise Violation("I8 untold", f"{left[0].letter if left else 'a duty'} of {order.number}")
    for key in order.told:
        if not key.endswith(REFUSED) and not world.mails[order.id, key]:
            raise Violation("I8 not sent", f"{key} of {order.number} is marked, and was not sent")
    paid = next((n for n, e in enumerate(order.history) if e["state"] == "paid"), None)
    wanted = [f"{paid}:paid", f"{paid}:sale"] if paid is not None else []
    for key in wanted:
        if not world.mails[order.id, key] and f"{key}{REFUSED}" not in order.told:
            raise Violation("I8 not told", f"{key} of {order.number}")


def _heard(world: World, session: Session) -> bool:
    """Whether the shop could know: by reconcile, of what its order waits for; else by notice.

    A page that was opened by an old form is found by its notice alone, as is what was done at the
    provider's own desk.
    """
    if session.foreign:
        return session.told
    return world.swarm.end != "reconcile" or not session.late


def _given_back(world: World, order: Order) -> None:
    """What was given back is what is counted, once it was heard of."""
    if order.state not in PAID:
        return
    ledger = world.ledgers[order.module]
    for session in ledger.of(order.id):
        if session.reference != order.reference or session.bounced:
            continue
        silent = world.swarm.real and order.module == "monetico"  # of refunds it tells nothing
        unheard = session.desk and (silent or world.swarm.end == "reconcile")
        unheard |= order.refunding > 0 and world.swarm.end == "notices"  # `reconcile` would ask
        if order.refunded != session.refunded and not unheard:
            what = f"{order.number} counts {order.refunded} back, {session.id} {session.refunded}"
            raise Violation("rest: refund", what)
    meant = sum(m.amount for m in world.meant if m.order == order.id)
    keys = [k for k in ledger.given if order.id in k and not k.startswith("return:")]
    given = sum(ledger.given[key] for key in keys)
    bounced = any(session.bounced for session in ledger.of(order.id))
    if given > meant and not bounced:
        raise Violation("rest: given twice", f"{order.number}: {given} of the {meant} meant")
    own = [s for s in ledger.of(order.id) if s.reference == order.reference and not s.desk]
    if own and own[0].refunded > meant and not bounced and order.reference not in _owed(order):
        what = f"{order.number}: {own[0].refunded} went back of the {meant} meant"
        raise Violation("rest: given twice", what)


def _owed(order: Order) -> set[str]:
    """References of payments that the shop gave back by itself."""
    return {str(e.get("reference")) for e in order.history if e.get("why") == "returned"}
