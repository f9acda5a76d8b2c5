"""The books of a provider's stand-in, in the words of the simulator's ledgers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from tests.promises.kinds import KINDS
from tests.simulation.ledger import DESK, Ledger, Message, Session
from tests.simulation.standing.wire import SECRETS, request

from pelicart_infra.local.standin import Entry, Refusal
from pelicart_infra.local.standin.application import StandIn
from pelicart_infra.local.standin.clock import Clock
from pelicart_infra.local.standin.delivery import by_status
from pelicart_infra.local.standin.frame import Frame
from pelicart_infra.local.standin.modes import Modes

if TYPE_CHECKING:
    from tests.simulation.world import World

PORTS = {"stripe": 1001, "monetico": 1002, "paypal": 1003, "mollie": 1004}
PRESSES = {"pays": "pay", "agrees": "pay", "declines": "decline", "delays": "later"}
PULLS = {
    "settles": "confirm",
    "bounces-off": "fail",
    "dashboard": "refund",
    "disputed": "dispute",
    "won": "win",
    "loses": "lose",
}
PAGE = 45 * 60


class Held:
    """In the place of a stand-in's delivery: its notices wait for the schedule."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any, Any]] = []

    def send(
        self, session: str, _kind: str, make: Any, *, accepted: Any = by_status, **_: str
    ) -> None:
        self.sent.append((session, make, accepted))

    def stop(self) -> None:
        """There is nothing to stop."""


@dataclass
class Books(Ledger):
    """A `Ledger` that is read from a stand-in; what people do there goes through its pages."""

    world: World | None = None
    makes: list[Callable[[bool], tuple[bytes, Mapping[str, str]]]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """The module's name of a session by the stand-in's."""
    reading: bool = False

    def __post_init__(self) -> None:
        self.held = Held()
        self.frame, self.provider = self._built()
        self.app = StandIn(self.provider, self.frame)

    @property
    def origin(self) -> str:
        return f"http://localhost:{PORTS[self.name]}"

    def environment(self) -> dict[str, str]:
        """What the real module is given."""
        return KINDS[self.name].environment(self.origin)

    def serves(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        return request(self.app, method, url, headers, body)

    def known(self, path: str) -> str:
        return path

    def visits(self, method: str, url: str, body: bytes = b"") -> str:
        """A browser goes to the provider; the session whose page it ends at."""
        form = {"content-type": "application/x-www-form-urlencoded"} if body else {}
        for _ in range(4):
            path = urlsplit(url).path
            if path.startswith("/pay/") and path.count("/") == 2:
                self.syncs()
                return self.names.get(path.rpartition("/")[2], "")
            status, headers, _said = self.serves(method, url, form, body)
            if status not in {302, 303} or "location" not in headers:
                return ""
            method, url, body, form = "GET", urljoin(url, headers["location"]), b"", {}
        return ""

    def find(self, session: str) -> Session | None:
        self.provider.look()
        self.syncs()
        return self.sessions.get(session)

    def payable(self, session: Session) -> bool:
        return session.state == "open"

    def happens(self, session: Session, verb: str) -> None:
        """Through the page's buttons, or the levers for what happens elsewhere."""
        theirs = next(name for name, ours in self.names.items() if ours == session.id)
        try:
            if verb in PRESSES:
                self.provider.press(theirs, PRESSES[verb], {"email": "ada@customer.example"})
            elif verb in PULLS:
                self.provider.pull(theirs, PULLS[verb], self._said(session, verb))
            else:
                return
        except Refusal as refusal:
            self.told(f"{self.name}: {session.id} can't be: {verb} ({refusal})")
            return
        session.desk |= verb in DESK
        self.told(f"{self.name}: {session.id}: {verb}")
        self.syncs()

    def posts(self, message: Message) -> tuple[bytes, dict[str, str]]:
        body, headers = self.makes[message.number](False)  # noqa: FBT003  as they ask for it
        return body, {name.lower(): value for name, value in headers.items()}

    def syncs(self) -> None:
        """Takes over what the stand-in's books say by now."""
        for entry in self.provider.entries():
            self._takes(entry)
        sent, self.held.sent = self.held.sent, []
        for session, make, accepted in sent:
            number = len(self.messages)
            self.makes.append(make)
            name = self.names.get(session, session)
            said = self.sessions[name].payment() if name in self.sessions else None
            note = Message(number, name, said, self.clock(), taken=accepted)  # type: ignore[arg-type]
            self.messages.append(note)

    def _takes(self, entry: Entry) -> None:
        name = self._named(entry)
        if name not in self.sessions:
            order = self._order(entry)
            if not order:
                return
            live = False
            found = Session(name, order, _minor(entry.total), 2**40, live=live)
            self.sessions[name] = found
            self.names[entry.session] = name
            self.told(f"{self.name} opens {name} for {found.asked}")
        session = self.sessions[name]
        session.urls = session.urls or _Back(entry.done)  # type: ignore[assignment]
        before = (session.state, session.captured, session.refunded)
        session.state = entry.state
        session.captured, session.refunded = _minor(entry.captured), _minor(entry.refunded)
        if before != (session.state, session.captured, session.refunded):
            self.told(f"{self.name}: {name} is {entry.state}, {entry.captured}, {entry.refunded}")
        if session.captured and not session.named:
            session.named = self._reference(name)

    def _named(self, entry: Entry) -> str:
        """What the module calls it: at Monetico, more than the bank does."""
        if self.name != "monetico" or entry.session in self.names:
            return self.names.get(entry.session, entry.session)
        reference = entry.session.partition(".")[0]
        world = self.world
        assert world is not None
        for form in world.forms:
            if form.partition(".")[0] == reference[-12:] or form.startswith(f"{reference}."):
                return form
        return entry.session

    def _order(self, entry: Entry) -> str:
        world = self.world
        assert world is not None
        found = [o.id for o in world.orders() if o.id.startswith(entry.order[:11])]
        return found[0] if found else ""

    def _reference(self, name: str) -> str:
        """The module's name of a payment; asking for it is no call of anybody's."""
        world = self.world
        assert world is not None
        self.reading = True
        try:
            return world.modules[self.name].look_up(name).reference
        finally:
            self.reading = False

    def _said(self, session: Session, verb: str) -> dict[str, str]:
        left = session.captured - session.refunded
        return {"amount": f"{Decimal(max(left // 2, 1)) / 100:.2f}"} if verb == "dashboard" else {}

    def _built(self) -> tuple[Frame, Any]:
        """What `serve` would build, without serving it."""
        kept: list[tuple[Frame, Any]] = []
        world = self.world
        assert world is not None
        SECRETS.count = 0

        def serve(build: Any, *_: Any, modes: Any = None, **_more: Any) -> None:
            clock = Clock(lambda: world.now, world.swarm.skew)
            frame = Frame(self.origin, clock, Modes(modes or {}), self.held)  # type: ignore[arg-type]
            kept.append((frame, build(frame)))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"pelicart_infra.local.{self.name}.server.serve", serve)
            KINDS[self.name].start("https://shop.example/notice", lambda: world.now)
        return kept[0]


@dataclass(frozen=True)
class _Back:
    """Where the browser goes on to at the shop."""

    done: str


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)
