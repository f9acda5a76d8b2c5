"""What must hold after every step, as the table and the providers' books have it.

Nothing here asks the product what it thinks: who holds units is told from the history alone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.simulation.evidence import paid
from tests.simulation.violation import Violation

from pelicart.letters import Due
from pelicart.order import MOVES, UNPAID, Order, holds, order_from
from pelicart.orders.writing import _name
from pelicart.writes import Item

if TYPE_CHECKING:
    from tests.simulation.ledger import Session
    from tests.simulation.world import World

RELEASED = frozenset({"expired", "cancelled"})
FIXED = ("total", "currency", "quote", "live", "created", "digest", "method", "module", "language")
"""What never changes once an order was taken."""
QUOTED = 30 * 60 + 60 + 30
"""Seconds for which a review may be ordered from, with the leeway of clocks and a slow function."""
MOST_ASKED = 8
"""Calls to a provider in one request of anybody's. PayPal needs most: its token, whether a notice
is genuine, its order, the order again, the capture, what became of it, and one more look."""


def check(world: World) -> list[str]:
    """Holds every item that was written since the last look against the one before.

    The ids of the orders among them.
    """
    touched, world.table.touched = world.table.touched, {}
    if not touched:
        return []
    orders = [key for key in touched if key.startswith("ORDER#")]
    for key in orders:
        after = world.table.items[key]
        before = world.shadow.get(key)
        order = order_from(after)
        if before is None:
            _taken(world, order)
            after = world.newer(key)
        else:
            _moved(before, after, order)
        paid(world, order)
        if order.state in RELEASED and before and before["state"] not in RELEASED:
            _released(world, order)
        world.shadow[key], world.seen[order.id] = after, order
        world.holding[order.id] = _units(after, order)
    _conserved(world)
    return [key.removeprefix("ORDER#") for key in orders]


def holding(item: Item) -> bool:
    """Whether an order owns its units, by its history."""
    released = restocked = False
    for entry in item["history"]:
        why = entry.get("why")
        restocked |= why == "restocked"
        if entry["state"] in RELEASED:
            released = True
        elif entry["state"] == "paid":
            released, restocked = False, restocked and why != "decided"
    return not (released or restocked)


def _units(item: Item, order: Order) -> dict[str, int]:
    return holds(order.quote) if holding(item) else {}


def _conserved(world: World) -> None:
    """I4: what is there and what orders hold is what was put in."""
    held: Counter[str] = Counter()
    for units in world.holding.values():
        held.update(units)
    for counter, stocked in world.stocked.items():
        left = world.table.items[f"STOCK#{counter}"]["avail"]
        if left < 0:
            raise Violation("I4 oversold", f"{counter} is at {left}")
        if left + held[counter] != stocked:
            what = f"{counter}: {left} there and {held[counter]} held are not {stocked}"
            raise Violation("I4 conservation", what)


def _taken(world: World, order: Order) -> None:
    """I3: an order is what was reviewed, at the price of the table, and not too long ago."""
    offers = world.offers.get(order.id, [])
    now, lines = world.now, repr(order.quote.lines)
    fits = [o for o in offers if o.total == order.total and o.lines == lines]
    if not fits:
        raise Violation("I3 price", f"{order.number} of {order.total} was never reviewed")
    if all(now > offer.at + QUOTED for offer in fits):
        raise Violation("I3 expired quote", f"{order.number} was reviewed too long ago")
    if order.total != order.quote.total:
        raise Violation("I3 total", f"{order.number} is not the total of its quote")


def _moved(before: Item, after: Item, order: Order) -> None:
    """I6: each move is allowed, is in the history, and nothing that was known is lost."""
    was, entries = before["history"], after["history"]
    if entries[: len(was)] != was:
        raise Violation("I6 history", f"{order.number} forgot something")
    state = before["state"]
    for entry in entries[len(was) :]:
        if entry["state"] != state and entry["state"] not in MOVES[state]:
            raise Violation("I6 move", f"{order.number} went from {state} to {entry['state']}")
        if state == "review" != entry["state"] and entry.get("why") != "decided":
            raise Violation("I6 review", f"{order.number} left its review without the merchant")
        state = entry["state"]
    if state != after["state"]:
        raise Violation("I6 entry", f"{order.number} became {after['state']}, its history {state}")
    decided = entries[-1].get("why") == "decided" and len(entries) > len(was)
    for name in ("captured", "refunded"):
        if after[name] < before[name] and not decided:  # by what the provider says by now
            raise Violation("I6 monotone", f"{name} of {order.number} fell to {after[name]}")
    lost = [name for name in (*FIXED, "future") if after.get(name) != before.get(name)]
    if lost:
        raise Violation("I3 fixed", f"{', '.join(lost)} of {order.number} changed")


def _released(world: World, order: Order) -> None:
    """I5: units go back only when nobody can pay any more."""
    module = world.simulated(order.module)
    if module is None or not module.direct:
        return
    ledger = world.ledgers[order.module]
    for session in ledger.of(order.id):
        if session.ours and session.shown and not session.late and ledger.payable(session):
            raise Violation("I5 release", f"{order.number}: {session.id} can still be paid")
        if session.ours and session.state == "processing":
            raise Violation("I5 release", f"{order.number}: {session.id} is under way")


def taken(world: World, session: Session) -> None:
    """I5: nothing is taken of whoever was told that their order is given up."""
    order = world.order(session.order)
    if order is None or order.state in RELEASED or (order.wanted and order.state in UNPAID):
        raise Violation("I5 capture", f"{session.id} is taken, its order was given up")


def opened(world: World, provider: str, session: Session) -> None:
    """I2: a browser is shown one payable page of an order at a time."""
    module = world.simulated(provider)
    assert module is not None
    ledger = world.ledgers[provider]
    if not module.direct or not ledger.payable(session):
        return
    for other in ledger.of(session.order):
        if other is not session and other.shown and not other.late and ledger.payable(other):
            raise Violation("I2 two pages", f"{session.id} and {other.id} can both be paid")


def acknowledged(world: World, stood: dict[str, Any], name: str) -> None:
    """I10: no 2xx for a payment that wasn't written down."""
    if not stood["captured"] or not stood["ours"]:
        return
    order = world.order(stood["order"])
    if order is None:
        raise Violation("I10 acknowledged", f"{name}: the order of {stood['session']} is unknown")
    if not known(order, stood["reference"]):
        raise Violation("I10 acknowledged", f"{name}: {order.number} doesn't know of its payment")


def known(order: Order, reference: str) -> bool:
    """Whether a payment stands in the order, or was set aside there for somebody to decide."""
    if order.captured and order.reference == reference:
        return True
    return any(entry.get("reference") == reference for entry in order.history)


def bounded(calls: Counter[str], modules: set[str], name: str) -> int:
    """I10: how many calls a request made to providers, which must be few."""
    asked = sum(calls[module] for module in modules)
    if asked > MOST_ASKED:
        raise Violation("I10 bounded", f"{name} asked its provider {asked} times")
    return asked


def mailed(world: World, order: Order, letter: str, name: str) -> None:
    """I8: no mail before its move, and a second one only for a fault between send and mark."""
    for index, entry in enumerate(order.history):
        key = f"{index}:{letter}"
        if _name(order, Due(key, letter, entry, 0)) == name:  # type: ignore[arg-type]
            break
    else:
        raise Violation("I8 early", f"{letter} of {order.number} was sent before its move")
    world.mails[order.id, key] += 1
    again = sum(count - 1 for count in world.mails.values())
    if again > world.excuses:
        raise Violation("I8 twice", f"{key} of {order.number} was sent again for no reason")
