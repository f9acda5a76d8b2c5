"""A shopper with a browser of two tabs, who clicks twice, goes back, gives up and tries again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from tests.pelicart.shopfront import ORIGIN, http_event
from tests.simulation import shop
from tests.simulation.answering import answers, cheapened
from tests.simulation.kinds import HOST, Forms
from tests.simulation.tasks import Task
from tests.simulation.violation import Violation

from pelicart.cart import Cart, CartLine, decode, encode
from pelicart.views import HandOffView, OrderView, ReviewView

if TYPE_CHECKING:
    from tests.simulation.world import World

Step = tuple[Any, ...]
LIVES = 30
"""Seconds: the gateway waits no longer, and a function of the web may take less."""
MOST = 9
"""Requests of one shopper."""


def world_total(world: World, token: str) -> int:
    """What the review said whose token this is."""
    return int(world.wired.keys._decode("quote", token)["total"])


@dataclass
class Link:
    """An order's page as it was last seen."""

    token: str
    view: OrderView | None = None


@dataclass
class Shopper:
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

    def __post_init__(self) -> None:
        number = list("abcdefghij").index(self.name[0])
        skus = (("LAMP",), ("LAMP", "MUG"), ("BOWL",), ("LAMP", "BOWL"), ("MUG",), ("LEAFLET",))
        pick = (self.world.swarm.seed * 7 + number * 3) % 13
        chosen = skus[pick] if pick < len(skus) else ("LAMP",)
        lines = tuple(CartLine(sku, sku, 1) for sku in chosen)
        self.cookie = encode(Cart(self.name.ljust(26, "a"), "EUR", "en", lines))
        methods = self.world.swarm.methods
        self.method = methods[(self.world.swarm.seed + number) % len(methods)]

    def choices(self) -> Iterator[tuple[int, Step]]:
        """What they may do now."""
        swarm, name = self.world.swarm, self.name
        if self.requests < MOST:
            tabs = (0, 1) if swarm.on("tabs") else (0,)
            for tab in tabs:
                if self.cookie:
                    yield (12 if tab not in self.forms and not self.links else 3), (
                        name, "review", tab, self._picked(tab))  # fmt: skip
                if tab in self.forms:
                    again = any(key.startswith(f"{name}.order") for key in self.world.tasks)
                    yield (14 if again or not self.links else 4), (name, "order", tab)
                    if swarm.on("tampers"):
                        yield 1, (name, "tampers", tab)
            for order, link in self.links.items():
                yield 3, (name, "looks", order)
                if link.view and link.view.can_pay and swarm.on("again"):
                    yield 5, (name, "again", order)
                if (link.view is None or link.view.can_cancel) and swarm.on("cancels"):
                    yield 2, (name, "cancels", order)
            for provider, session in self.pages:
                yield 4, (name, "returns", provider, session)
            if self.cookie and swarm.on("changes"):
                yield 2, (name, "changes", self.requests % 3)
        if self.held:
            yield 2, (name, "posts", len(self.held) - 1)

    def _picked(self, tab: int) -> str:
        methods = self.world.swarm.methods
        return methods[(methods.index(self.method) + tab) % len(methods)]

    def does(self, verb: str, *given: Any) -> None:
        getattr(self, f"_{verb}")(*given)

    def _review(self, tab: int, method: str) -> None:
        if self.cookie:
            fields = {**shop.ADDRESS, "method": method}
            self._post(f"review{tab}", f"/shop/checkout/{method}", fields, tab)

    def _order(self, tab: int) -> None:
        if tab in self.forms:
            fields = self.forms[tab]
            extra = {"sealed": shop.sealed()} if fields["method"] == "ssl" else {}
            path = f"/shop/checkout/{fields['method']}"
            total = world_total(self.world, fields["quote"])
            self._post(f"order{tab}", path, {**fields, **extra}, tab, total)

    def _tampers(self, tab: int) -> None:
        """Posts lines of their own making, with the token of the review."""
        if tab in self.forms:
            fields = self.forms[tab]
            cheap = {**fields, "lines": cheapened(fields["lines"])}
            self._post(f"tampers{tab}", f"/shop/checkout/{fields['method']}", cheap, tab)

    def _looks(self, order: str) -> None:
        if order in self.links:
            self._send("looks", "GET", f"/shop/order/{self.links[order].token}")

    def _again(self, order: str) -> None:
        if order in self.links:
            self._post("again", "/shop/checkout", {"action": "pay", "order": self.links[order].token})

    def _cancels(self, order: str) -> None:
        if order in self.links:
            self._post("cancels", f"/shop/order/{self.links[order].token}", {"action": "cancel"})

    def _returns(self, provider: str, session: str) -> None:
        """The provider's page sends them back, whatever they did there."""
        found = self.world.ledgers[provider].sessions.get(session)
        done = found.urls.done if found and found.urls else self.world.ledgers[provider].keys.get(session)
        if done:
            self._send("returns", "GET", done.removeprefix(ORIGIN))

    def _changes(self, which: int) -> None:
        """More or other things in the cart, in another tab."""
        cart = decode(self.cookie) if self.cookie else None
        if cart:
            lines = (CartLine("LAMP", "LAMP", 1 + which % 2), CartLine("MUG", "MUG", 1 + which))
            self.cookie = encode(Cart(cart.basket, "EUR", "en", lines[: 1 + which % 2]))
            self.world.tells(f"{self.name} changes the cart")

    def _posts(self, number: int) -> None:
        """A form that stood in a forgotten tab."""
        if number < len(self.held):
            provider, session = self.held.pop(number)
            self._opens_form(provider, session, late=True)

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
