"""A shopper who clicks twice, in two tabs, goes back, gives up and tries again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.pelicart.shopfront import ORIGIN
from tests.simulation import shop
from tests.simulation.actors.browser import Browser
from tests.simulation.answering import cheapened

from pelicart.cart import Cart, CartLine, decode, encode

if TYPE_CHECKING:
    from tests.simulation.world import World

Step = tuple[Any, ...]
MOST = 9
"""Requests of one shopper."""


def world_total(world: World, token: str) -> int:
    """What the review said whose token this is."""
    return int(world.wired.keys._decode("quote", token)["total"])


@dataclass
class Shopper(Browser):
    """What they want is drawn from the seed; what they see is the browser's."""

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
        if self.requests < MOST:
            for tab in (0, 1) if self.world.swarm.on("tabs") else (0,):
                yield from self._before_ordering(tab)
            yield from self._after_ordering()
        if self.held:
            yield 2, (self.name, "posts", len(self.held) - 1)

    def _before_ordering(self, tab: int) -> Iterator[tuple[int, Step]]:
        swarm, name, first = self.world.swarm, self.name, not self.links
        if self.cookie:
            fresh = tab not in self.forms and first
            yield 12 if fresh else 3, (name, "review", tab, self._picked(tab))
        if tab in self.forms:
            again = any(key.startswith(f"{name}.order") for key in self.world.tasks)
            yield 14 if again or first else 4, (name, "order", tab)
            if swarm.on("tampers"):
                yield 1, (name, "tampers", tab)

    def _after_ordering(self) -> Iterator[tuple[int, Step]]:
        swarm, name = self.world.swarm, self.name
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
            self._post(
                "again", "/shop/checkout", {"action": "pay", "order": self.links[order].token}
            )

    def _cancels(self, order: str) -> None:
        if order in self.links:
            self._post("cancels", f"/shop/order/{self.links[order].token}", {"action": "cancel"})

    def _returns(self, provider: str, session: str) -> None:
        """The provider's page sends them back, whatever they did there."""
        found = self.world.ledgers[provider].sessions.get(session)
        done = (
            found.urls.done
            if found and found.urls
            else self.world.ledgers[provider].keys.get(session)
        )
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
