"""Orders and quotes for tests: sound by themselves, changed by keyword."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pelicart.order import Order
from pelicart.quote import Delivery, PricedExtra, PricedLine, Quote, TaxAmount

NOW = 1_800_000_000

NOTEBOOK = PricedLine(
    product="NOTEBOOK",
    sku="NOTEBOOK-OCHRE",
    name="Linen notebook",
    url="/shop/notebook/",
    quantity=2,
    unit=1800,
    choice=(("Colour", "Ochre"), ("Size", "A6")),
    extras=(PricedExtra("GIFT", "Gift wrap", 300),),
    image="/images/notebook.png",
    weight=180,
    stock_key="NOTEBOOK-OCHRE",
)
POST = Delivery("standard", "Post", 490)


def a_line(**changes: Any) -> PricedLine:
    """Two notebooks with gift wrap: 42.00."""
    return replace(NOTEBOOK, **changes)


def a_quote(*lines: PricedLine, **changes: Any) -> Quote:
    """Lines sent to Germany by post, tax included; the total is what the parts come to."""
    quote = Quote(
        currency="EUR",
        country="DE",
        postcode="10115",
        lines=lines or (NOTEBOOK,),
        delivery=POST,
        taxes=(TaxAmount(19000, 3941, 749),),
        included=True,
        relief=0,
        total=0,
    )
    quote = replace(quote, **{"total": 0, **changes})
    return quote if "total" in changes else replace(quote, total=_total(quote))


def an_order(quote: Quote | None = None, **changes: Any) -> Order:
    """A new order by card of `a_quote()`; total and currency are the quote's unless changed."""
    quote = quote or a_quote()
    order = Order(
        id="ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        state="new",
        method="card",
        module="stripe",
        live=False,
        total=quote.total,
        currency=quote.currency,
        quote=quote,
        person={"name": "Ada Example", "email": "ada@shop.example"},
        language="en",
        digest="d" * 64,
        created=NOW,
        deadline=NOW + 35 * 60,
        session_expires=NOW + 35 * 60,
    )
    return replace(order, **changes)


def _total(quote: Quote) -> int:
    taxes = 0 if quote.included else sum(tax.amount for tax in quote.taxes)
    delivery = quote.delivery.price if quote.delivery else 0
    fee = quote.fee.amount if quote.fee else 0
    return quote.goods + delivery + fee + taxes - quote.relief
