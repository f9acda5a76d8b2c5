"""What Stripe's payment page is asked to show; parameters named by `POST /v1/checkout/sessions`.

Nothing personal goes here but the e-mail address, which Stripe fills into its own form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from pelicart.errors import ProviderRefused
from pelicart.money import Money
from pelicart.order import Order
from pelicart.payments.base import Urls, Words
from pelicart.payments.stripe.amounts import wire_amount
from pelicart.quote import PricedLine

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

LOCALES = frozenset({
    "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA",
    "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
})  # fmt: skip
NORWEGIAN = {"no": "nb", "nn": "nb"}
MOST_LINES = 100
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_IMAGE = 250, 500, 500
SESSION = "session_id={CHECKOUT_SESSION_ID}"
"""Stripe writes the session's id for the braces, which therefore must not be escaped."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of the page: its price is `unit` minor units, `quantity` times."""

    name: str
    unit: int
    quantity: int = 1
    description: str = ""
    image: str = ""


def session_params(order: Order, urls: Urls, words: Words, origin: str) -> SessionCreateParams:
    """The whole request; the same order gives the same parameters, as idempotency asks."""
    own = marks(order, origin)
    params: SessionCreateParams = {
        "mode": "payment",
        "line_items": _line_items(order, words, origin),
        "client_reference_id": order.id,
        "metadata": own,
        # A session's metadata isn't passed on: refunds and disputes show the payment's alone.
        "payment_intent_data": {"metadata": own},
        "adaptive_pricing": {"enabled": False},
        "locale": _locale(order.language),
        "expires_at": order.session_expires,
        "success_url": _with_session(urls.done),
        "cancel_url": urls.back,
    }
    email = order.person.get("email", "")
    if email.isascii() and email:  # one in another script might cost the payment: Stripe asks then
        params["customer_email"] = email
    return params


def marks(order: Order, origin: str) -> dict[str, str]:
    """The metadata by which sessions, payments and refunds are known as this order's."""
    return {"order": order.id, "shop": shop_of(origin), "v": "1"}


def shop_of(origin: str) -> str:
    """How this shop is told from others on the same Stripe account: its host and port."""
    return urlsplit(origin).netloc


def _line_items(order: Order, words: Words, origin: str) -> list[SessionCreateParamsLineItem]:
    """The order's parts if they make up the total to the unit, else the total alone."""
    parts = list(_parts(order, words, origin))
    if not _shows_as(parts, order):
        parts = [_Part(words.order, order.total)]
    return [_item(part, order.currency) for part in parts]


def _shows_as(parts: list[_Part], order: Order) -> bool:
    sound = all(
        p.unit >= 0 and wire_amount(Money(p.unit, order.currency)) is not None for p in parts
    )
    fits = len(parts) <= MOST_LINES
    return sound and fits and sum(p.unit * p.quantity for p in parts) == order.total


def _parts(order: Order, words: Words, origin: str) -> Iterator[_Part]:
    for line in order.quote.lines:
        yield _Part(line.name, line.unit, line.quantity, _choice(line), _image(origin, line.image))
        for extra in line.extras:
            yield _Part(extra.name, extra.unit, line.quantity, line.name)
    delivery = order.quote.delivery
    if delivery and delivery.price:
        yield _Part(delivery.name, delivery.price)
    if order.quote.fee:  # a discount has no line of its own there: then the total stands alone
        yield _Part(words.fee, order.quote.fee.amount)
    if not order.quote.included:
        for tax in order.quote.taxes:
            yield _Part(words.taxes[tax.rate], tax.amount)


def _item(part: _Part, currency: str) -> SessionCreateParamsLineItem:
    unit = wire_amount(Money(part.unit, currency))
    if unit is None:
        raise ProviderRefused(f"no amount of Stripe's in {currency}")
    item: SessionCreateParamsLineItem = {
        "quantity": part.quantity,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": unit,
            "product_data": {"name": part.name[:LONGEST_NAME]},
        },
    }
    product = item["price_data"]["product_data"]
    if part.description:  # Stripe refuses empty text
        product["description"] = part.description[:LONGEST_DESCRIPTION]
    if part.image:
        product["images"] = [part.image]
    return item


def _choice(line: PricedLine) -> str:
    return ", ".join(f"{name}: {value}" for name, value in line.choice)


def _image(origin: str, path: str) -> str:
    """An address Stripe can fetch, or none: a picture must not cost the payment."""
    url = path if "://" in path else f"{origin}{path}"
    address = quote(url, safe=":/?=&%+,~@")
    fits = path and address.startswith("https://") and len(address) <= LONGEST_IMAGE
    return address if fits else ""


def _locale(language: str) -> str:
    wanted = language.replace("_", "-")
    base = wanted.partition("-")[0]
    known = (name for name in (wanted, NORWEGIAN.get(base, base)) if name in LOCALES)
    return next(known, "auto")


def _with_session(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query="&".join(filter(None, (parts.query, SESSION)))).geturl()
