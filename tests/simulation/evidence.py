"""I1 and I7: for every order that is paid somebody has exactly its money, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.violation import Violation

from pelicart.order import Order

if TYPE_CHECKING:
    from tests.simulation.ledger import Session
    from tests.simulation.world import World

PAID = frozenset({"paid", "fulfilled", "part_refunded", "refunded", "disputed"})


def paid(world: World, order: Order) -> None:
    """I1, I7: who is paid has exactly its money where it says so, and counts no dreamt refund."""
    if order.state not in PAID or not order.total:
        return
    decided = any(entry.get("why") == "decided" for entry in order.history)
    if decided and order.refunded == order.captured:
        return  # whatever it was, it went back
    if order.captured != order.total:
        raise Violation("I1 money", f"{order.number} is {order.state} with {order.captured}")
    if order.module in {"manual", "sealed"}:
        _by_hand(world, order)
        return
    session = paying(world, order)
    if session is None:
        raise Violation("I1 money", f"{order.number} is {order.state}, nobody has its money")
    if order.refunded > session.refunded and not session.bounced:
        what = f"{order.number} counts {order.refunded} back, {session.id} {session.refunded}"
        raise Violation("I1 refund", what)


def paying(world: World, order: Order) -> Session | None:
    """The session that an order says it was paid by, if it holds exactly its money."""
    decided = any(entry.get("why") == "decided" for entry in order.history)
    for session in world.ledgers[order.module].of(order.id):
        money = session.captured == order.total and session.live == order.live
        if money and session.reference == order.reference and (session.ours or decided):
            return session
    return None


def _by_hand(world: World, order: Order) -> None:
    line = world.bank.get(order.reference)
    noted = world.table.items.get(f"BANK#{order.reference}", {})
    if line is None or noted.get("order") != order.id:
        raise Violation("I7 bank line", f"{order.number} was paid by a line of another order")
    given = sum(m.amount for m in world.meant if m.order == order.id)
    if order.refunded > given:
        raise Violation("I1 refund", f"{order.number} counts more back than was given")
