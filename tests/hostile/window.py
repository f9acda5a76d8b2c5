"""One window of a shopper who presses whatever is there, in any order, and types anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.e2e.page import Form, NotThere, Page
from tests.e2e.shopper import Shopper

GOODS = ("TEST-PLAIN", "TEST-RARE", "TEST-LAST", "TEST-DEARER", "TEST-FREE")
PERSON = {
    "name": "Canary Q. Person",
    "email": "canary.person@shop.example",
    "country": "FR",
    "line1": "77 Canary Lane",
    "postcode": "75011",
    "city": "Paris",
}
CANARIES = (PERSON["name"], PERSON["email"], PERSON["line1"])
CARD = {"card_number": "4242424242424242", "card_expiry": "12/44", "card_holder": PERSON["name"]}
KEPT = 8
_NUMBER = re.compile(r"Order ([A-Z2-7]{12}) of")


@dataclass(frozen=True)
class Altered(Form):
    """A form that sends what nobody could type into it."""

    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def data(self) -> list[tuple[str, str]]:
        """As given."""
        return list(self.pairs)


@dataclass
class Window:
    """`page` is what it shows, `seen` what the back button leads to."""

    browser: Shopper
    page: Page | None = None
    seen: list[Page] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The number of the order whose page it shows."""
        found = _NUMBER.search(self.page.text) if self.page else None
        return found[1] if found else ""

    def shows(self, page: Page) -> Page:
        """The page, which is kept for the back button."""
        self.seen = [*self.seen, page][-KEPT:]
        self.page = page
        return page

    def goes_to(self, url: str) -> Page:
        """Types an address."""
        return self.shows(self.browser.get(url))

    def goes_back(self, count: int) -> None:
        """Shows an earlier page as it was, without asking for it."""
        if self.seen:
            self.page = self.seen[-min(count, len(self.seen))]

    def adds(self, url: str, units: int = 1) -> None:
        """From a product's page into the cart."""
        self._clicks(self.goes_to(url), "Add to cart", {"quantity": str(units)})

    def buys(self, url: str, method: str, presses: int) -> None:
        """As far towards paying as the shop lets it come."""
        self.adds(url)
        if self.page and self.page.tree.xpath("//div[@class='shop-notice']"):
            self._clicks(self.page, "Update the cart")  # what is sold out or dearer was read
        page = self.goes_to("/shop/checkout")
        page = self._clicks(page, "Update delivery", {**PERSON, "method": method})
        if page and method == "cash":
            self._chooses_pickup(page)
        page = self._clicks(page, "Continue", {"method": method})
        for _ in range(presses):
            self._orders(page)

    def pays(self, button: str, notices: str) -> None:
        """Presses a button of the provider's page, if that is shown."""
        self._clicks(self.page, "Go to the payment page")
        self._clicks(self.page, button, {"notices": notices})

    def presses(self, nth: int, place: int = -1, text: str = "") -> None:
        """Presses any button of the page; `text` stands in the field at `place`."""
        buttons = self.page.tree.xpath("//form//button") if self.page else []
        if not self.page or not buttons:
            return
        button = buttons[nth % len(buttons)]
        (element,) = button.xpath("ancestor::form")
        form = Form(self.page, element, button)
        pairs = form.data
        if place >= 0 and pairs:
            name, _ = pairs[place % len(pairs)]
            pairs[place % len(pairs)] = (name, text)
        self.shows(self.browser.press(Altered(self.page, element, button, tuple(pairs))))

    def _orders(self, review: Page | None) -> None:
        found = (
            review.tree.xpath("//form[contains(@class, 'shop-order')]//button") if review else []
        )
        if review and found:
            form = review.form(" ".join(found[0].text_content().split()))
            typed = CARD if "card_number" in form.fields else {}
            self._presses(form.fill(typed))

    def _chooses_pickup(self, page: Page) -> None:
        for label in page.tree.xpath("//label[starts-with(@for, 'delivery-')]"):
            if "Pick up" in label.text_content():
                code = label.get("for").removeprefix("delivery-")
                self._clicks(page, "Update delivery", {"delivery": code})

    def _clicks(
        self, page: Page | None, button: str, fields: Mapping[str, str] | None = None
    ) -> Page | None:
        """The page that follows, or None if there is no such button; fields that it has not are
        left out."""
        try:
            form = page.form(button) if page else None
        except NotThere:
            return None
        if form is None:
            return None
        for name, text in (fields or {}).items():
            try:
                form.fill({name: text})
            except NotThere:
                continue
        return self._presses(form)

    def _presses(self, form: Form) -> Page:
        return self.shows(self.browser.press(form))
