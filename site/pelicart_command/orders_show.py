"""`pelicart orders show`: everything about one order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pelicart.address import LIMITS
from pelicart.money import Money
from pelicart.order import OPEN, Order
from pelicart.orders.shipping import travels
from pelicart.reference import grouped, reference_of
from pelicart.wiring import wiring
from pelicart_command.finding import find
from pelicart_command.letters_told import letters
from pelicart_command.orders_downloads import taken
from pelicart_command.sheet import block, going_back
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
    tracking, carrier = travels(order)
    if tracking or carrier:
        yield f"Sent with {carrier or 'somebody'}, number {tracking or 'unknown'}"
    if order.withdrawn:
        yield f"Withdrawn from by its shopper on {when(order.withdrawn)}"
    if order.erased:
        yield f"Erased on {when(order.erased)}"
    if order.restocked:
        yield "Its goods are on sale again"
    yield from block("Goods", _goods(order))
    yield from block("Invoice", _papers(order))
    yield from block("Downloads", taken(order))
    yield from block("For", (order.person[n] for n in LIMITS if order.person.get(n)))
    yield from block("Money to go back", going_back(order))
    yield from block("Letters", letters(order))
    yield from block("History", history(order))


def _papers(order: Order) -> Iterator[str]:
    """Numbers of its invoice and credit notes, and when they were given."""
    if order.invoice:
        yield f"{order.invoice['number']} of {when(order.invoice['at'])}  {order.money}"
    for credit in order.credits:
        amount = Money(-credit["amount"], order.currency)
        yield f"{credit['number']} of {when(credit['at'])}  {amount}"


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
