"""One shop with its table, clock, providers, shoppers and merchant, all in one thread."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.pelicart.build import NOW
from tests.simulation import invariants, shop
from tests.simulation.actors.shopper import Shopper
from tests.simulation.actors.teller import Postman
from tests.simulation.faults import DIES, DONE_AND_DIES
from tests.simulation.kinds import KINDS, Simulated
from tests.simulation.ledger import Ledger, Message, Session
from tests.simulation.meant import Meant, Offer
from tests.simulation.swarm import Swarm
from tests.simulation.table import Table
from tests.simulation.tasks import Task
from tests.simulation.violation import Violation

from pelicart.order import Order, order_from
from pelicart.payments import MODULES
from pelicart.payments.base import PaymentModule
from pelicart.payments.manual import Manual
from pelicart.payments.sealed import Sealed
from pelicart.views import ReviewView
from pelicart.wiring import Wiring
from pelicart.writes import Item

NAMES = ("ada", "bob", "cy")


@dataclass
class World:
    """Everything there is. `lines` is the trace, and the story if somebody wants to read it."""

    swarm: Swarm
    now: int = NOW
    serial: int = 0
    calls: int = 0
    ending: bool = False
    faults: Counter[str] = field(default_factory=Counter)
    tasks: dict[str, Task] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    offers: dict[str, list[Offer]] = field(default_factory=dict)
    stocked: dict[str, int] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    bank: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Lines of the merchant's account: which order each was meant for, and how much came."""
    meant: list[Meant] = field(default_factory=list)
    seen: dict[str, Order] = field(default_factory=dict)
    shadow: dict[str, Item] = field(default_factory=dict)
    holding: dict[str, dict[str, int]] = field(default_factory=dict)
    wrong: list[Violation] = field(default_factory=list)
    most: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each letter of an order was sent, by order and key."""
    excuses: int = 0
    """Faults that met a teller between sending and marking: each may cost a second mail."""
    forms: dict[str, None] = field(default_factory=dict)
    """Sessions that a form was made for, as the module names them."""
    stream: list[str] = field(default_factory=list)
    """Orders whose records the table's stream still has to deliver."""

    def __post_init__(self) -> None:
        self.table = Table(self, shop.items())
        for counter in ("LAMP", "BOWL"):
            self.restocked(counter, self.swarm.units)
        self.prices = {sku: p.variants[0].prices["EUR"] for sku, p in shop.PRODUCTS.items()}
        self.modules: dict[str, PaymentModule] = {}
        self.ledgers = {name: self._ledger(name) for name in KINDS}
        self.modules |= {
            **{name: self._module(name) for name in KINDS},
            "manual": Manual(),
            "sealed": Sealed(),
        }
        self.wired = Wiring(
            self.table,
            lambda: self.now,
            shop.ENVIRONMENT,
            self._entropy,
            self._built,
            posted=lambda _environment, _now: Postman(self),
        )
        self.wired._shops.update({"": (0, shop.published()), "en": (0, shop.published())})
        self.table.touched.clear()
        self.shoppers = {n: Shopper(n, self) for n in NAMES[: self.swarm.shoppers]}

    def restocked(self, counter: str, units: int) -> None:
        """The merchant counts their shelf, before anything happens."""
        key = f"STOCK#{counter}"
        self.table.items[key] = {**self.table.items[key], "avail": units, "stocked": units}
        self.stocked[counter] = units

    def tells(self, line: str) -> None:
        """One thing that happened."""
        self.lines.append(line)

    def begins(
        self, base: str, work: Callable[[], object], ends: Callable[[Task], None], lives: int,
        *, web: bool = False,
    ) -> None:  # fmt: skip
        """A function or command begins to run, up to its first call."""
        name = f"{base}/{self.serial}"
        while name in self.tasks:
            name += "+"
        task = Task(name, work, ends, lives, self.now, web)
        self.tasks[name] = task
        self.tells(f"{name} begins")
        task.begins()
        self._if_over(task)

    def goes_on(self, name: str, fault: str = "") -> None:
        """A task makes its next call."""
        task = self.tasks[name]
        self.tells(f"{name}: {task.pending}{f'  [{fault}]' if fault else ''}")
        task.goes_on(fault)
        self._if_over(task)

    def _if_over(self, task: Task) -> None:
        if task.over:
            self.tasks.pop(task.name, None)
            if task.web:
                self.holds(lambda: self._bounded(task))
            outcome = (
                "is killed" if task.killed else f"fails: {task.error!r}" if task.error else "ends"
            )
            self.tells(f"{task.name} {outcome}")

    def goes(self, seconds: int) -> None:
        """Time passes; before, whatever would outlive its time is killed, its call made or not."""
        for task in list(self.tasks.values()):
            if self.now + seconds > task.began + task.lives:
                made = (len(task.name) + self.calls) % 2
                self.goes_on(task.name, DONE_AND_DIES if made else DIES)
                self.checks()
        self.now += seconds
        self.serial += self.ending
        self.tells(f"{seconds} s pass")

    def checks(self) -> None:
        """Every invariant that can be looked at between two steps."""
        self.stream += [key for key in invariants.check(self) if key not in self.stream]
        if self.wrong:
            raise self.wrong[0]

    def newer(self, key: str) -> Item:
        """A newer version of the shop adds a field that this one doesn't know, and must keep."""
        self.table.items[key] = {**self.table.items[key], "future": "kept"}
        return self.table.items[key]

    def reviewed(self, view: ReviewView) -> None:
        """A browser shows a review page, which is what may be ordered."""
        hidden = dict(view.hidden)
        claims = self.wired.keys._decode("quote", hidden["quote"])
        offer = Offer(
            view.quote.total, repr(view.quote.lines), hidden["method"], int(claims["iat"])
        )
        self.offers.setdefault(str(claims["sub"]), []).append(offer)

    def opened(self, provider: str, session: Session) -> None:
        """A browser is at a payment page."""
        order = self.order(session.order)
        if order is None:
            raise Violation("I2 no order", f"{session.id} is shown, its order isn't there")
        if self.modules[provider].capabilities.lingers:  # an old form opens a page of its own time
            session.late |= session.expires - self.swarm.skew > order.deadline
        invariants.opened(self, provider, session)

    def captured(self, session: str, ledger: Ledger) -> dict[str, Any]:
        """How a session stands: what a notice that is posted now must lead to."""
        found = ledger.sessions[session]
        return {
            "session": session,
            "order": found.order,
            "ours": found.ours,
            "captured": found.captured,
            "reference": found.reference,
        }

    def acknowledged(self, message: Message, ledger: Ledger, stood: dict[str, Any]) -> None:
        """A provider was told that its notice was handled."""
        self.holds(lambda: invariants.acknowledged(self, stood, f"{ledger.name} {message.number}"))

    def unsigned(self, task: Task, status: int) -> None:
        """A notice without a seal was answered."""
        if status // 100 == 2 or task.calls["wrote"]:
            self.wrong.append(Violation("I7 forged", f"{task.name} was answered {status}"))

    def means(self, order: str, amount: int, before: int, reference: str) -> Meant:
        """The merchant makes up their mind about a refund."""
        meant = Meant(order, amount, before, reference)
        self.meant.append(meant)
        return meant

    def holds(self, look: Callable[[], None]) -> None:
        """A look from within a step: what it finds is told at the step's end."""
        try:
            look()
        except Violation as violation:
            self.wrong.append(violation)

    def order(self, order_id: str) -> Order | None:
        item = self.table.items.get(f"ORDER#{order_id}")
        return order_from(item) if item else None

    def orders(self) -> list[Order]:
        return [
            order_from(item) for key, item in self.table.items.items() if key.startswith("ORDER#")
        ]

    def simulated(self, module: str) -> Simulated | None:
        found = self.modules.get(module)
        return found if isinstance(found, Simulated) else None

    def _bounded(self, task: Task) -> None:
        asked = invariants.bounded(task.calls, set(self.ledgers), task.name)
        verb = task.name.rpartition(".")[2].rstrip("+/0123456789")
        self.most[verb] = max(self.most[verb], asked)

    def _ledger(self, name: str) -> Ledger:
        if not self._stands_in(name):
            return Ledger(name, self._abroad, self.tells)
        from tests.simulation.standing.books import Books  # noqa: PLC0415  few seeds need it

        return Books(name, self._abroad, self.tells, world=self)

    def _module(self, name: str) -> PaymentModule:
        if not self._stands_in(name):
            return KINDS[name](self, self.ledgers[name])
        from tests.simulation.standing.module import Real  # noqa: PLC0415

        return Real(self, self.ledgers[name])  # type: ignore[arg-type]

    def _stands_in(self, name: str) -> bool:
        offered = {shop.METHODS[method] for method in self.swarm.methods}
        return self.swarm.real and name in offered

    def standing(self, port: int) -> Any:
        """The stand-in at this port of this machine."""
        from tests.simulation.standing.books import PORTS  # noqa: PLC0415

        return next(self.ledgers[name] for name, at in PORTS.items() if at == port)

    def _abroad(self) -> int:
        return self.now + self.swarm.skew

    def _entropy(self, size: int) -> bytes:
        task = Task.present()
        whose = task.name if task else "nobody"
        self.numbers[f"entropy {whose}"] += 1
        seed = f"{self.swarm.seed} {whose} {self.numbers[f'entropy {whose}']}"
        return hashlib.shake_128(seed.encode()).digest(size)

    def _built(self, path: str, _environment: object) -> PaymentModule:
        (name,) = (name for name, where in MODULES.items() if where == path)
        return self.modules[name]
