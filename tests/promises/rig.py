"""A whole shop with one real module, its stand-in over HTTP, and its notices held in the hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from lxml import html
from tests.pelicart.shopfront import ORIGIN, Browser, Page, Shopfront, http_event
from tests.promises.catcher import Answer, Catcher, Caught
from tests.promises.kinds import Kind

from pelicart.errors import TableDown
from pelicart.order import Order
from pelicart_infra.local.standin import Server


@dataclass
class Rig:
    """`front` is the shop, `server` the stand-in, `catcher` where its notices arrive."""

    kind: Kind
    front: Shopfront
    server: Server
    catcher: Catcher
    browser: Browser
    client: httpx.Client

    @property
    def order(self) -> Order:
        """The newest order."""
        return self.front.orders()[-1]

    def begins(self) -> str:
        """From the cart to the provider's page; the session that is open there."""
        self.browser.adds("MUG")
        self.arrives(self.browser.orders())
        return self.session

    def arrives(self, page: Page) -> None:
        """The browser goes on to the provider, by redirect or by form."""
        if page.status == 303:
            url = page.location
            while url and not url.startswith(f"{self.server.url}/pay/"):
                answer = self.client.get(url)
                url = str(httpx.URL(url).join(answer.headers["location"]))
            return
        form = html.document_fromstring(page.answer["body"]).forms[-1]
        answer = self.client.post(form.get("action"), data=dict(form.form_values()))
        assert answer.status_code in {200, 303}, answer.text

    @property
    def session(self) -> str:
        """The provider's name of the newest session."""
        return str(self.books()[-1]["session"])

    def books(self) -> list[dict[str, Any]]:
        found = self.client.get(f"{self.server.url}/_control/books").json()
        return [one for one in found if self.order.id.startswith(one["order"][:12])]

    def presses(self, button: str, session: str = "", **fields: str) -> str:
        """Presses a button of the page; where at the shop the browser ends, or empty text."""
        url = f"{self.server.url}/pay/{session or self.session}"
        form = {"action": button, "email": "ada@shop.example", "notices": "once", **fields}
        answer = self.client.post(url, data=form)
        assert answer.status_code == 303, answer.text
        while answer.status_code == 303:
            url = str(httpx.URL(url).join(answer.headers["location"]))
            if url.startswith(ORIGIN):
                return url.removeprefix(ORIGIN)
            answer = self.client.get(url)
        return ""

    def pays(self, session: str = "", *, returns: bool = False) -> Caught:
        """Pays, and catches the notice; the browser comes back only if told to."""
        before = len(self.catcher.notices)
        back = self.presses("pay", session)
        if returns:
            self.browser.get(back)
        return self.catcher.await_notices(before + 1)[before]

    def tells(self, notice: Caught) -> Answer:
        """The shop's answer to a notice."""
        event = http_event(
            "POST",
            f"/shop/notice/{self.kind.name}",
            headers=dict(notice.headers),
            body=notice.body.decode("latin-1"),
        )
        answer = self.front.call(event)
        return Answer(answer["statusCode"], answer["body"])

    def pulls(self, action: str, session: str = "", **said: object) -> Mapping[str, Any]:
        url = f"{self.server.url}/_control/sessions/{session or self.session}/{action}"
        answer = self.client.post(url, json=said)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    @contextmanager
    def api(self, mode: str) -> Iterator[None]:
        """The provider's interface behaves like this for a while."""
        self._mode(api=mode, delay=2.5)
        try:
            yield
        finally:
            self._mode(api="up")

    def order_page(self) -> str:
        """The address of the newest order's page."""
        token = self.front.wired.keys.sign("order", self.order.id, self.front.moment)
        return f"/shop/order/{token}"

    @staticmethod
    def table_down() -> None:
        raise TableDown("asked for by a test")

    def quiet(self) -> None:
        """The stand-in sends nothing from now on."""
        self._mode(notices="never")

    def reconciles(self, after: int = 700) -> None:
        """The schedule comes by some time later."""
        self.front.moment += after
        self.front.reconcile()

    def _mode(self, **modes: object) -> None:
        assert self.client.post(f"{self.server.url}/_control/mode", json=modes).status_code == 200


logging.getLogger("httpx").setLevel(logging.WARNING)
