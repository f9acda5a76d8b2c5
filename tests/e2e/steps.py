"""The steps of a purchase, each taken through a page's own links and forms."""

from __future__ import annotations

import re

from tests.e2e.running import Running
from tests.e2e.shopper import Page, Shopper

ADDRESS = {
    "name": "Ada Example",
    "email": "ada@shop.example",
    "country": "FR",
    "line1": "1 rue de l'Essai",
    "postcode": "75011",
    "city": "Paris",
}
CARD = {
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/33",
    "card_holder": "Ada Example",
}
HOSTED = {"card": "stripe", "monetico": "monetico", "paypal": "paypal", "mollie": "mollie"}
"""Methods of the demo with a page elsewhere, and whose page that is."""
BY_HAND = ("ssl", "transfer", "cheque", "fax", "cash")
PAID = "Thank you. Your order is paid"
AWAITING = "Thank you. Your order is waiting for your payment"
NOT_PAID = "Your order is not paid yet"


def add(demo: Running, shopper: Shopper, sku: str, **fields: str) -> Page:
    """From the product's page into the cart, which is then shown."""
    page = shopper.get(demo.url(sku))
    return shopper.click(page, "Add to cart", fields)


def to_review(shopper: Shopper, cart: Page, method: str = "card", delivery: str = "") -> Page:
    """From the cart over the address to the page with the whole price."""
    checkout = shopper.click(cart, "Go to checkout")
    page = shopper.click(checkout, "Update delivery options", {**ADDRESS, "method": method})
    chosen = {"delivery": code_of(page, delivery)} if delivery else {}
    return shopper.click(page, "Continue", chosen)


def order(shopper: Shopper, review: Page) -> Page:
    """Presses the button that names the obligation to pay; types a card where one is asked for."""
    (button,) = review.tree.xpath("//form[contains(@class, 'shop-order')]//button")
    form = review.form(" ".join(button.text_content().split()))
    return onward(shopper, shopper.press(form.fill(CARD if "card_number" in form.fields else {})))


def onward(shopper: Shopper, page: Page) -> Page:
    """Without JavaScript, a form on its way to the provider waits for its button."""
    going = page.heading == "To the payment page"
    return shopper.click(page, "Go to the payment page") if going else page


def code_of(page: Page, delivery: str) -> str:
    """The form's code for a delivery of this name."""
    (code,) = [
        label.get("for").removeprefix("delivery-")
        for label in page.tree.xpath("//label[starts-with(@for, 'delivery-')]")
        if delivery in label.text_content()
    ]
    return str(code)


def buy(demo: Running, shopper: Shopper, sku: str, method: str = "card", **fields: str) -> Page:
    """From the product's page to the provider's page, or to the order's if there is none."""
    return order(shopper, to_review(shopper, add(demo, shopper, sku, **fields), method))


def pay_and_leave(shopper: Shopper, hosted: Page, notices: str) -> None:
    """Pays on the provider's page, and never follows the way back to the shop."""
    form = hosted.form("Pay").fill({"notices": notices})
    assert shopper.client.post(form.action, data=dict(form.data)).status_code == 303


def number_of(page: Page) -> str:
    """The order's number on the order's page."""
    found = re.search(r"Order ([A-Z2-7]{12}) of", page.text)
    assert found, page.text
    return found[1]


def reference_of(hosted: Page) -> str:
    """The order's number on the provider's page."""
    found = re.search(r"Reference ([A-Z2-7]{12})", hosted.text)
    assert found, hosted.text
    return found[1]
