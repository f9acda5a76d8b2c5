"""Numbers for invoices and credit notes: each once, without a gap, whoever asks and falls over.

The counter of a series and the order that takes its next number are written in one transaction, or
not at all.
"""

from __future__ import annotations

from contextlib import suppress

from pelicart.errors import Raced
from pelicart.invoice import issued, uncredited, wants_invoice
from pelicart.invoicing import Invoicing, series_at
from pelicart.order import Order, order_key
from pelicart.orders.stored import read_order
from pelicart.settings import Shop
from pelicart.writes import Absent, Counts, Is, Refused, Store, Write

TRIES = 10
"""Others take a number at the same moment; who comes too late is asked for again."""


def counter_key(series: str) -> str:
    """The key of the item whose `last` is the number last given in a series."""
    return f"INVOICE#{series}"


def papers(store: Store, order: Order, shop: Shop, now: int) -> Order:
    """The order with its invoice, and a credit note for what went back since the last.

    Safe to repeat, and at the same time. Raises `Raced` if the series is taken from all the time.
    """
    terms = shop.invoice
    for _ in range(TRIES):
        if terms is None or not (wants_invoice(order) or uncredited(order)):
            return order
        kind = terms.series if wants_invoice(order) else terms.credit
        with suppress(Refused):  # the number, or the order, was somebody else's
            store.write_all(_numbered(store, order, shop, terms, series_at(kind, now), now))
        order = read_order(store, order.id)
    raise Raced("a series is counted on all the time", order=order.id)


def _numbered(
    store: Store, order: Order, shop: Shop, terms: Invoicing, series: str, now: int
) -> list[Write]:
    """Takes the next number of a series, and gives it to the order as it was read."""
    key = counter_key(series)
    last = store.read([key]).get(key, {}).get("last")
    count = terms.first if last is None else last + 1
    begun = Absent() if last is None else Is("last", (last,))
    take = Write(key, expect=(begun,), set={"last": count})
    return [take, _given(order, shop, terms.number(series, count), now)]


def _given(order: Order, shop: Shop, number: str, now: int) -> Write:
    """What puts it on the order, if its money still stands as it was read."""
    still = (
        Is("state", (order.state,)),
        Is("refunded", (order.refunded,)),
        Counts("credits", len(order.credits)),
    )
    key = order_key(order.id)
    if wants_invoice(order):
        fresh = (*still, Absent("invoice"), Absent("erased"))
        return Write(key, expect=fresh, set={"invoice": issued(order, shop, number, now)})
    credit = {"number": number, "at": now, "amount": uncredited(order)}
    return Write(key, expect=still, append={"credits": [credit]})
