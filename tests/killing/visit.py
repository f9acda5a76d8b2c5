"""One shopper's way through the shop, step by step; each step can be taken again if it failed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from tests.e2e.page import Page
from tests.e2e.shopper import Shopper
from tests.e2e.steps import CARD, onward
from tests.killing.merchant import Failed, Merchant
from tests.pelicart.shopfront import ADA

NOWHERE = Page("", 0, httpx.Headers(), "")


@dataclass
class Visit(Merchant):
    """What a shopper has before them. A step that fails leaves it as it was."""

    shopper: Shopper = field(init=False)
    page: Page = NOWHERE
    way_back: str = ""
    told: int = 0

    def __post_init__(self) -> None:
        self.shopper = Shopper(self.world.origin)

    def twin(self) -> Visit:
        """The same shopper at the same moment."""
        twin = copy.copy(self)
        twin.shopper = self.shopper.twin()
        return twin

    def adds_lamp(self) -> None:
        self._adds("lamp")

    def adds_books(self) -> None:
        self._adds("books")

    def checks_out(self) -> None:
        self._sees(self.shopper.click(self.page, "Go to checkout"))

    def reviews(self) -> None:
        typed = {name: value for name, value in ADA.items() if value}
        self._sees(self.shopper.click(self.page, "Continue", {**typed, "method": "way"}))

    def orders(self) -> None:
        """By the button that names the obligation to pay, after a moment's thought."""
        self.world.travel(5)
        (button,) = self.page.tree.xpath("//form[contains(@class, 'shop-order')]//button")
        form = self.page.form(" ".join(button.text_content().split()))
        form = form.fill(CARD if "card_number" in form.fields else {})
        self._sees(onward(self.shopper, _well(self.shopper.press(form))))

    def pays(self) -> None:
        self._presses("Pay")

    def pays_later(self) -> None:
        self._presses("Pay later")

    def declines(self) -> None:
        self._presses("Decline")

    def turns_round(self) -> None:
        self._presses("Cancel")

    def returns(self) -> None:
        self._sees(self.shopper.get(self.way_back))

    def looks(self) -> None:
        self._sees(self.shopper.get(self.page.url))

    def pays_again(self) -> None:
        """From the order's page to the provider's."""
        self._sees(onward(self.shopper, _well(self.shopper.click(self.page, "Pay "))))

    def cancels(self) -> None:
        self._sees(self.shopper.click(self.page, "Cancel this order"))

    def is_told(self) -> None:
        """The provider's notices arrive, one after the other; what isn't taken comes again."""
        for notice in self.world.notices()[self.told :]:
            url = f"{self.world.origin}/shop/notice/{self.world.name}"
            answer = self._client.post(url, content=notice.body, headers=dict(notice.headers))
            if answer.status_code >= 500:
                raise Failed(f"a notice is answered {answer.status_code}")
            self.told += 1

    def confirms(self) -> None:
        """Delayed money arrives at the provider."""
        self.world.pull(self._session, "confirm")

    def fails(self) -> None:
        """Delayed money will never arrive."""
        self.world.pull(self._session, "fail")

    @property
    def _session(self) -> str:
        return self.world.books()[-1]["session"]

    @property
    def _client(self) -> httpx.Client:
        return self.shopper.client

    def _adds(self, page: str) -> None:
        self._sees(self.shopper.click(self.shopper.get(f"/{page}.html"), "Add to cart"))

    def _sees(self, page: Page) -> None:
        self.page = _well(page)

    def _presses(self, button: str) -> None:
        """On the provider's page; the browser stays there, or holds the way back in its hand."""
        form = self.page.form(button)
        fields = {"notices": "once"} if "notices" in form.fields else {}
        answer = self._client.post(form.action, data=dict(form.fill(fields).data))
        url = form.action
        while answer.has_redirect_location:
            url = str(httpx.URL(url).join(answer.headers["location"]))
            if url.startswith(self.world.origin):
                self.way_back = url
                return
            answer = self._client.get(url)
        self._sees(Page(url, answer.status_code, answer.headers, answer.text))


Step = Callable[[Visit], None]


def _well(page: Page) -> Page:
    if page.status >= 500:
        raise Failed(f"{page.status} {page.heading}")
    return page
