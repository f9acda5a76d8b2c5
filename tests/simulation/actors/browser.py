"""A browser: it keeps one cookie, follows the shop's answers, and is led to payment pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from tests.pelicart.shopfront import http_event
from tests.simulation.answering import answers
from tests.simulation.kinds import HOST, Forms
from tests.simulation.kinds.forms import PAGE
from tests.simulation.tasks import Task
from tests.simulation.violation import Violation

from pelicart.views import HandOffView, OrderView, ReviewView

if TYPE_CHECKING:
    from tests.simulation.world import World

LIVES = 30
"""Seconds: the gateway waits no longer, and a function of the web may take less."""


@dataclass
class Link:
    """An order's page as it was last seen."""

    token: str
    view: OrderView | None = None


@dataclass
class Browser:
    """`forms` are the review pages that are open, by tab."""

    name: str
    world: World
    cookie: str = ""
    forms: dict[int, dict[str, str]] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    pages: list[tuple[str, str]] = field(default_factory=list)
    """Provider and session of each payment page that was shown."""
    held: list[tuple[str, str]] = field(default_factory=list)
    """Forms of a provider's that were not posted at once."""
    requests: int = 0

    def _post(
        self, verb: str, path: str, fields: dict[str, str], tab: int = 0, total: int = 0
    ) -> None:
        self._send(verb, "POST", path, urlencode(fields), tab, total)

    def _send(
        self, verb: str, method: str, url: str, body: str = "", tab: int = 0, total: int = 0
    ) -> None:
        self.requests += 1
        parts = urlsplit(url)
        headers = {"host": "shop.example"}
        if method == "POST":
            headers["content-type"] = "application/x-www-form-urlencoded"
        event = http_event(
            method,
            parts.path,
            query=parts.query,
            headers=headers,
            cookies=[f"__Secure-cart={self.cookie}"] if self.cookie else [],
            body=body,
        )
        world = self.world
        world.begins(
            f"{self.name}.{verb}",
            lambda: answers(world, event),
            lambda task: self._hears(task, tab, total),
            LIVES,
            web=True,
        )

    def _hears(self, task: Task, tab: int, total: int) -> None:
        """The browser gets the answer; of a function that was killed there is none."""
        answer = task.answer
        if not isinstance(answer, dict):
            return
        task.told.append(str(answer["statusCode"]))
        for cookie in answer["cookies"]:
            value = cookie.partition("=")[2].partition(";")[0]
            self.cookie = value
        view = getattr(answer["body"], "view", None)
        if isinstance(view, ReviewView):
            self.forms[tab] = dict(view.hidden)
            self.world.reviewed(view)
        elif isinstance(view, HandOffView) and self.world.swarm.real:
            self._visits("POST", view.url, dict(view.fields), total)
        elif isinstance(view, HandOffView):
            name = dict(view.fields)["session"]
            self._opens_form("monetico", name, late=False)
            self._as_shown(int(name.rpartition(".")[2]), total)
        elif isinstance(view, OrderView):
            self._link(view.token, view)
        location = answer["headers"].get("location", "")
        if location.startswith(HOST):
            name = location.removeprefix(f"{HOST}/")
            self._opens_page(name, total)
        elif location.startswith("http://localhost:"):
            self._visits("GET", location, {}, total)
        elif location.startswith("/shop/order/"):
            self._link(location.removeprefix("/shop/order/").partition("?")[0], None)

    def _link(self, token: str, view: OrderView | None) -> None:
        if token == "-":
            return
        order = str(self.world.wired.keys.verify("order", token, self.world.now)["sub"])
        link = self.links.setdefault(order, Link(token))
        link.view = view or link.view

    def _as_shown(self, asked: int, total: int) -> None:
        """I3: whoever pressed the button of a review is asked for what it showed."""
        if total and asked != total:
            what = f"{self.name} was shown {total}, and is asked for {asked}"
            self.world.wrong.append(Violation("I3 shown", what))

    def _opens_page(self, session: str, total: int) -> None:
        world = self.world
        (provider,) = (n for n, ledger in world.ledgers.items() if session in ledger.sessions)
        found = world.ledgers[provider].sessions[session]
        found.shown = True
        self._as_shown(found.asked, total)
        world.opened(provider, found)
        self._paying(provider, session)
        world.tells(f"{self.name} is at {provider}'s page {session}")

    def _visits(self, method: str, url: str, fields: dict[str, str], total: int) -> None:
        """Goes on to a stand-in."""
        books = self.world.standing(urlsplit(url).port or 0)
        for order in self.world.orders():
            self.world.forms[order.session] = None
        session = books.visits(method, url, urlencode(fields).encode())
        if session:
            books.sessions[session].expires = books.clock() + PAGE
            self._opens_page(session, total)

    def _opens_form(self, provider: str, session: str, *, late: bool) -> None:
        world = self.world
        module = world.modules[provider]
        assert isinstance(module, Forms)
        if not late and world.swarm.on("late-forms") and world.now % 3 == 0:
            self.held.append((provider, session))
            world.tells(f"{self.name} leaves the form of {session} in a tab")
            return
        found = module.posted(session)
        found.late |= late
        world.opened(provider, found)
        self._paying(provider, session)
        world.tells(f"{self.name} posts the form of {session}")

    def _paying(self, provider: str, session: str) -> None:
        if (provider, session) not in self.pages:
            self.pages.append((provider, session))
        ledger = self.world.ledgers[provider]
        order = ledger.sessions[session].order
        if order not in self.links:
            token = self.world.wired.keys.sign("order", order, self.world.now)
            self.links[order] = Link(token)
