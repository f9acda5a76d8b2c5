"""A tour of all that functions do to the table: every right of every function is used once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.page import Page
from tests.killing.functions import Nursery
from tests.killing.opening import BY_HAND, opened
from tests.killing.visit import Visit
from tests.killing.world import World
from tests.pelicart.shopfront import ADA, FRAME, LIVE, PRODUCTS, SHOP, TEXT
from tests.promises.kinds import STRIPE

from pelicart.publication import Publication, writes
from pelicart.store.dynamo import open_store

MORE: dict[str, Any] = {
    "limits": {"orders": 50, "holds": 50, "seconds": 0},
    "invoice": {},
    "withdrawal": {},
    "methods": {
        "card": {"module": "stripe"},
        "cheque": BY_HAND["manual"],
        "sealed": BY_HAND["sealed"],
    },
}
"""A shop that has everything: limits, invoices, a card that is sealed."""


class Tour(Visit):
    """One shopper who does it all."""

    method = "card"

    def buys(self, *skus: str) -> None:
        """To the provider's page, or to the order's."""
        self.fills(*skus)
        self.orders()

    def fills(self, *skus: str) -> None:
        """To the review page."""
        for sku in skus:
            cart = self._posts("/shop/cart", sku=sku, quantity="1")
        self.page = cart
        self.checks_out()
        typed = {name: value for name, value in ADA.items() if value}
        self._sees(self.shopper.click(self.page, "Continue", {**typed, "method": self.method}))

    def asks(self, path: str) -> Page:
        return self.shopper.get(path)

    def pull(self, lever: str) -> None:
        self.world.pull(self.world.books()[-1]["session"], lever)

    def comes_back(self) -> str:
        """Path of the order's page."""
        self.returns()
        return urlsplit(self.page.url).path

    def acts(self, path: str, action: str, **fields: str) -> int:
        """Presses a button of the order's page; what it leads to isn't followed."""
        answer = self._client.post(
            self.world.origin + path,
            data={"action": action, **fields},
            headers={"origin": self.world.origin},
        )
        return answer.status_code

    def _posts(self, path: str, **fields: str) -> Page:
        answer = self._client.post(
            self.world.origin + path,
            data=fields,
            headers={"origin": self.world.origin},
            follow_redirects=True,
        )
        return Page(str(answer.url), answer.status_code, answer.headers, answer.text)


@contextmanager
def toured(nursery: Nursery, folder: Path) -> Iterator[World]:
    """A shop that has everything."""
    with opened("stripe", STRIPE, nursery, folder) as world:
        world.functions.environment["PELICART_FILES"] = "https://files.example"
        store = open_store(world.functions.environment)
        live = {
            path.relative_to(LIVE.parent).as_posix(): path.read_text("utf-8")
            for path in LIVE.rglob("*.html")
        }
        shop = {**SHOP, **MORE, "origin": world.origin}
        for write in writes(Publication("b", shop, PRODUCTS, {"en": (FRAME, TEXT)}, live)):
            if not write.key.startswith("STOCK#"):
                store.write(write)
        world.first_day = world.moment()
        yield world


def pays_for_files(world: World) -> None:
    """Buys, is told, downloads, sees its invoice, withdraws."""
    ada = Tour(world)
    ada.asks("/shop/nowhere")
    ada.buys("FONT", "MUG")
    ada.pays()
    order = ada.comes_back()
    ada.is_told()
    assert ada.acts(order, "download", file="0") == 303
    assert ada.asks(f"{order}?do=invoice").heading.startswith("Invoice")
    assert ada.acts(order, "withdraw") == 303
    ada.minutes_pass()
    ada.reconciles()


def turns_away(world: World) -> None:
    """Cancels by the page, lets the time pass, comes back to a page that is over; asks nobody."""
    ada = Tour(world)
    ada.buys("LAMP")
    ada.turns_round()
    ada.pull("expire")
    ada.comes_back()
    ada.is_told()
    ada.buys("LAMP")
    ada.pull("expire")
    ada.is_told()
    ada.buys("LAMP")
    ada.hours_pass()
    ada.reconciles()


def pays_unheard(world: World) -> None:
    """Pays, and only reconcile finds it, and writes the letters that the stream lost."""
    ada = Tour(world)
    ada.buys("LAMP")
    ada.pays()
    ada.minutes_pass()
    ada.reconciles()
    ada.minutes_pass()
    ada.reconciles()


def leaves_a_card(world: World) -> None:
    """Orders by a card that the merchant charges; another order of the same cart takes it away."""
    ada = Tour(world)
    ada.method = "sealed"
    ada.fills("LAMP")
    other_tab = ada.twin()
    ada.orders()
    other_tab.fills("MUG")
    other_tab.orders()
    ada.acts(urlsplit(other_tab.page.url).path, "cancel")
    ada.minutes_pass()
    ada.reconciles()


def sends_no_cheque(world: World) -> None:
    """Orders by cheque, and calls it off."""
    ada = Tour(world)
    ada.method = "cheque"
    ada.buys("LAMP")
    assert ada.acts(urlsplit(ada.page.url).path, "cancel") == 303


def is_written_to(world: World) -> None:
    """The letter that says `paid` numbers the invoice."""
    ada = Tour(world)
    ada.buys("MUG")
    ada.pays()
    ada.is_told()
    ada.letters_go()


def loses_its_keys(world: World) -> None:
    """A secret isn't set: whether the shop offers that provider at all is looked up."""
    ada = Tour(world)
    ada.buys("MUG")
    ada.pays()
    environment = dict(world.functions.environment)
    del world.functions.environment["STRIPE_SECRET_KEY"]
    ada.returns()
    ada.asks("/shop/notice/stripe")
    ada._client.post(f"{world.origin}/shop/notice/stripe", content=b"{}")
    world.functions.environment |= environment


SIGHTS = (
    pays_for_files,
    is_written_to,
    turns_away,
    pays_unheard,
    leaves_a_card,
    sends_no_cheque,
    loses_its_keys,
)


def tour(world: World) -> None:
    """All of it, each from the shop's first day."""
    for sight in SIGHTS:
        world.back_to(world.first_day)
        sight(world)
