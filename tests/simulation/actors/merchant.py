"""The merchant's commands: money seen, given back, deadlines, deliveries, prices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.simulation import shop
from tests.simulation.meant import Meant
from tests.simulation.tasks import Task

from pelicart.money import Money
from pelicart.order import OPEN, Order
from pelicart.orders.cancelling import cancel
from pelicart.orders.deciding import Verdict, decide
from pelicart.orders.marking import mark_paid, mark_refunded
from pelicart.orders.refunding import REFUNDABLE, refund_order
from pelicart.orders.restocking import GIVEN_BACK, restock
from pelicart.orders.shipping import SENDABLE, ship
from pelicart.orders.stored import read_order
from pelicart.orders.waiting import extend
from pelicart.orders.withdrawing import withdraw
from pelicart.publication import Publication, writes
from pelicart.writes import Write

if TYPE_CHECKING:
    from tests.simulation.world import World

LIVES = 600
BY_HAND = ("manual", "sealed")
Step = tuple[Any, ...]


def choices(world: World) -> Iterator[tuple[int, Step]]:
    """What the merchant may do now."""
    on = world.swarm.on
    for order in world.seen.values():
        if order.module in BY_HAND:
            yield from _by_hand(world, order)
        yield from _of_money(world, order)
        yield from _of_goods(world, order)
    if on("reprices"):
        yield 1, ("merchant", "reprices", "LAMP", 9000 + 100 * (world.now % 5))
        yield 1, ("merchant", "restocks", "LAMP", 1)


def _of_money(world: World, order: Order) -> Iterator[tuple[int, Step]]:
    on = world.swarm.on
    if order.state in REFUNDABLE and on("refunds") and order.captured:
        begun = any(m.order == order.id and not m.done for m in world.meant)
        for part in (0, 1):
            yield 6 if begun else 3, ("merchant", "refunds", order.id, part)
    if order.state == "review" and on("decides"):
        for verdict in ("paid", "refunded", "cancelled"):
            yield 1, ("merchant", "decides", order.id, verdict)


def _of_goods(world: World, order: Order) -> Iterator[tuple[int, Step]]:
    on = world.swarm.on
    if order.state in OPEN and on("merchant-cancels"):
        yield 1, ("merchant", "cancels", order.id)
    if order.state in {"paid", "fulfilled"} and on("withdraws"):
        yield 1, ("merchant", "withdrawn", order.id)
    if order.state in SENDABLE and order.holding and on("ships"):
        yield 1, ("merchant", "ships", order.id)
    if order.state in GIVEN_BACK and order.holding and on("ships"):
        yield 2, ("merchant", "puts-back", order.id)


def _by_hand(world: World, order: Order) -> Iterator[tuple[int, Step]]:
    on = world.swarm.on
    if order.state in {"awaiting", "expired", "cancelled"} and on("marks"):
        yield 4, ("merchant", "marks", order.id, f"line-{order.number}", 0)
        yield 1, ("merchant", "marks", order.id, f"line-{order.number}", -100)
        for line in list(world.bank)[:1]:
            yield 3, ("merchant", "marks", order.id, line, 0)
    if order.state == "awaiting" and order.module == "manual" and on("extends"):
        yield 2, ("merchant", "extends", order.id)


def does(world: World, verb: str, *given: Any) -> None:
    {
        "refunds": _refunds,
        "marks": _marks,
        "extends": _extends,
        "reprices": _reprices,
        "restocks": _restocks,
        "ships": _ships,
        "puts-back": _puts_back,
        "decides": _decides,
        "cancels": _cancels,
        "withdrawn": _withdrawn,
    }[verb](world, *given)


def _marks(world: World, order_id: str, line: str, off: int) -> None:
    order = world.order(order_id)
    if order is None:
        return
    amount = Money(order.total + off, order.currency)
    if not off:
        world.bank.setdefault(line, (order_id, amount.minor))

    def work() -> object:
        return mark_paid(world.table, order_id, amount, line, now=world.now, by="merchant")

    _begins(world, "marks", work)


def _extends(world: World, order_id: str) -> None:
    def work() -> object:
        order = read_order(world.table, order_id)
        return extend(world.table, order, 7, now=world.now, by="merchant")

    _begins(world, "extends", work)


def _ships(world: World, order_id: str) -> None:
    def work() -> object:
        order = read_order(world.table, order_id)
        return ship(world.table, order, "TRACK-1", "Post", now=world.now, by="merchant")

    _begins(world, "ships", work)


def _puts_back(world: World, order_id: str) -> None:
    def work() -> object:
        return restock(world.table, read_order(world.table, order_id), now=world.now, by="merchant")

    _begins(world, "puts-back", work)


def _cancels(world: World, order_id: str) -> None:
    """Gives up an order that isn't paid."""

    def work() -> object:
        order = read_order(world.table, order_id)
        module = world.wired.module(order.module)
        return cancel(world.table, module, order, now=world.now, by="merchant")

    _begins(world, "cancels", work)


def _withdrawn(world: World, order_id: str) -> None:
    """The shopper's declaration, which the merchant hears of."""

    def work() -> object:
        terms = shop.published().shop.withdrawal
        return withdraw(world.table, read_order(world.table, order_id), terms, world.now)

    _begins(world, "withdrawn", work)


def _decides(world: World, order_id: str, verdict: Verdict) -> None:
    """Leads an order out of review, by what its provider says."""

    def work() -> object:
        order = read_order(world.table, order_id)
        module = world.wired.module(order.module)
        return decide(world.table, module, order, verdict, now=world.now, by="merchant")

    _begins(world, "decides", work)


def _refunds(world: World, order_id: str, part: int) -> None:
    """A sum that the merchant means to give back once; said again, it means the same."""
    order = world.order(order_id)
    if order is None or order.state not in REFUNDABLE:
        return
    meant = next((m for m in world.meant if m.order == order_id and not m.done), None)
    if meant is None:
        left = order.captured - order.refunded
        amount = max(1, left // 2) if part else left
        if not amount:
            return
        reference = f"back-{order_id[:6]}-{len(world.meant)}"
        meant = world.means(order_id, amount, order.refunded, reference)
    _begins(world, "refunds", lambda: _given(world, meant), lambda task: _done(meant, task))


def _given(world: World, meant: Meant) -> Order:
    order = read_order(world.table, meant.order)
    amount = Money(meant.amount, order.currency)
    module = world.wired.module(order.module)
    now = world.now
    if not module.capabilities.refunds:
        return mark_refunded(
            world.table, module, order, amount, meant.reference, now=now, by="merchant"
        )
    after = Money(meant.before, order.currency)
    return refund_order(world.table, module, order, amount, now=now, by="merchant", after=after)


def _done(meant: Meant, task: Task) -> None:
    if isinstance(task.answer, Order) and not task.answer.refunding:
        meant.done = True


def _reprices(world: World, sku: str, price: int) -> None:
    """A publication with another price; it comes in one write."""
    product = shop.repriced(sku, price)
    (write,) = (
        w for w in writes(Publication("b", {}, (product,), {}, {})) if w.key == f"PRODUCT#{sku}"
    )
    world.table.whole.write(write)
    world.prices[sku] = price
    world.tells(f"the merchant publishes {sku} at {price}")


def _restocks(world: World, counter: str, units: int) -> None:
    world.stocked[counter] += units
    world.table.whole.write(Write(f"STOCK#{counter}", add={"avail": units, "stocked": units}))
    world.tells(f"the merchant adds {units} to {counter}")


def _begins(world: World, name: str, work: Any, ends: Any = lambda _task: None) -> None:
    world.begins(f"merchant.{name}", work, ends, LIVES)
