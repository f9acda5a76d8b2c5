"""Readers of what shoppers type: cart, address and method, a card."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlencode

from tests.hostile.target import Target, holds
from tests.pelicart.build import NOW
from tests.pelicart.cards import FORM as CARD
from tests.pelicart.shopfront import ADA, BOOK, MUG, ORIGIN, SHOP, TEXT, http_event

from pelicart.address import LIMITS
from pelicart.card import card_from, read_card
from pelicart.cart import Cart, decode, encode
from pelicart.cart.form import line_from_form, updated
from pelicart.cart.line import CartLine
from pelicart.checkout.choice import read_choice
from pelicart.checkout.offered import offered
from pelicart.pricing.quoting import priced_lines
from pelicart.quote import PricedLine
from pelicart.request import FORM, request_from
from pelicart.settings import Shop, shop_from

BASKET = "abcdefghijklmnopqrstuvwxyz"


@cache
def _shop() -> Shop:
    return shop_from(SHOP)


def _mug() -> list[PricedLine]:
    return priced_lines([CartLine("MUG", "MUG", 1)], {"MUG": MUG}, "EUR")


def form_of(data: bytes) -> dict[str, str]:
    """The fields of a body, through the door they come in by."""
    event = http_event("POST", "/", headers={"content-type": FORM}, body=data.decode("latin-1"))
    return request_from(event).form(ORIGIN)


def read_cart_form(data: bytes) -> None:
    """A product page's form and the cart page's."""
    form = form_of(data)
    line = line_from_form(form, BOOK, "EUR")
    cart = Cart(BASKET, "EUR", "en").add(line, BOOK, 20)
    after = updated(cart, form, 20)
    for one in (cart, after):
        holds(decode(encode(one)) == one, "a cart that its cookie doesn't hold")
        holds(all(1 <= line.quantity <= 20 for line in one.lines), "a quantity out of bounds")


def read_checkout_form(data: bytes) -> None:
    """Address, delivery and method."""
    choice = read_choice(form_of(data), _shop(), _mug(), "EUR", tuple(TEXT.countries))
    for name, text in choice.person.items():
        holds(0 < len(text) <= LIMITS[name], "a field over its limit")
        plain = text.replace("\u200c", "").replace("\u200d", "")
        holds(plain.isprintable() and text == text.strip(), "a field that can't be printed")
    holds(choice.person["country"] in TEXT.countries, "a country that isn't served")


def read_card_form(data: bytes) -> None:
    """A card typed where there is no JavaScript."""
    card = read_card(form_of(data), NOW)
    holds(card_from(card.message()) == card, "a card that its message doesn't hold")


def _cart_forms() -> list[bytes]:
    fields = {"sku": "BOOK", "quantity": "2", "option.Colour": "Ochre", "option.Size": "A5"}
    more = {**fields, "extra.GIFT": "1", "text.NAME": "A. É.", "quantity.0": "3", "remove": "9"}
    return [urlencode(one).encode() for one in (fields, more)]


def _checkout_forms() -> list[bytes]:
    codes = [way.code for way in offered(ADA, _shop(), _mug(), "EUR")]
    fields = {**ADA, "delivery": codes[0], "method": "card"}
    other = {**fields, "country": "DE", "postcode": "10115", "name": "Zoë 李", "method": "cheque"}
    return [urlencode(one).encode() for one in (fields, other)]


FORMS = (
    Target("forms of the cart", read_cart_form, _cart_forms(), (b"quantity.0", b"extra.NAME=")),
    Target("forms of the checkout", read_checkout_form, _checkout_forms(), (b"4242424242424242",)),
    Target("forms with a card", read_card_form, [urlencode(CARD).encode()]),
)
