"""`pelicart orders show`: everything about one order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pelicart.address import LIMITS
from pelicart.money import Money
from pelicart.order import OPEN, Order
from pelicart.reference import grouped, reference_of
from pelicart.wiring import wiring
from pelicart_command.finding import find
from pelicart_command.orders_downloads import taken
from pelicart_command.words import STATES, history, line, when


def run(given: argparse.Namespace) -> int:
    """Everything about one order."""
    wired = wiring()
    for text in sheet(find(wired.store, given.order, wired.now())):
        print(text)
    return 0


def sheet(order: Order) -> Iterator[str]:
    """The order as lines of text."""
    yield f"Order {order.number} of {when(order.created)}: {STATES[order.state]}"
    yield f"Id {order.id}, to be paid by {order.method} ({order.module})"
    if order.module == "manual":
        yield f"Reference of a transfer: {grouped(reference_of(order.number))}"
    if order.state in OPEN:
        yield f"Decided on {when(order.deadline)} unless paid before"
    yield from _block("Goods", _goods(order))
    yield from _block("Downloads", taken(order))
    yield from _block("For", (order.person[n] for n in LIMITS if order.person.get(n)))
    yield from _block("History", history(order))


def _goods(order: Order) -> Iterator[str]:
    quote, currency = order.quote, order.currency
    for priced in quote.lines:
        yield from line(priced, currency)
    if quote.delivery:
        yield f"{quote.delivery.name}  {Money(quote.delivery.price, currency)}"
    if quote.fee:
        kind = "fee" if quote.fee.amount > 0 else "discount"
        yield f"{kind} of {quote.fee.method}  {Money(quote.fee.amount, currency)}"
    for tax in quote.taxes:
        kind = "of which tax" if quote.included else "tax"
        yield f"{kind} {tax.rate / 1000:g} %  {Money(tax.amount, currency)}"
    if quote.relief:
        yield f"home tax taken off  {Money(-quote.relief, currency)}"
    yield f"total  {order.money}"
    if order.refunded:
        yield f"refunded  {Money(order.refunded, currency)}"


def _block(title: str, texts: Iterator[str]) -> Iterator[str]:
    lines = list(texts)
    if lines:
        yield ""
        yield title
        yield from (f"  {text}" for text in lines)
