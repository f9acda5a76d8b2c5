"""Orders in a merchant's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pelicart.money import Money
from pelicart.order import Order, State
from pelicart.quote import PricedLine

STATES: Mapping[State, str] = {
    "new": "ordered, payment not yet begun",
    "pending": "on the payment page",
    "awaiting": "waiting for the money",
    "paid": "paid",
    "fulfilled": "sent",
    "part_refunded": "refunded in part",
    "refunded": "refunded",
    "disputed": "disputed at the bank",
    "expired": "not paid in time",
    "cancelled": "cancelled",
    "review": "to be looked at: the money doesn't fit the order",
}
_WHO = {
    "checkout": "the shop",
    "shopper": "the shopper",
    "return": "the provider, asked when the shopper came back",
    "reconcile": "the provider, asked by reconcile",
    "merchant": "you",
    "shop": "the shop",
}
_ASKED = "the provider, asked at your word"
WHY = {
    "failed": "the payment failed",
    "expired": "the payment page ran out",
    "late": "after the order was given up",
    "mismatch": "another amount, currency or mode",
    "unknown-session": "a payment page that the shop never opened",
    "paid-twice": "the order was paid already: this goes back",
    "late-and-sold-out": "the goods were sold to somebody else meanwhile: this goes back",
    "late-and-erased": "its shopper's data were erased meanwhile: this goes back",
    "returned": "the shopper has it back",
    "return-refused": "the provider declined to give it back",
    "in-review": "more money for an order that was set aside already",
    "deadline": "nothing came by the deadline",
    "cancelled": "at the shopper's wish",
    "refused": "the provider declined",
    "card-declined": "the card was declined",
    "forgotten": "the provider knows nothing of its payment page any more",
    "never-opened": "its payment page never opened",
    "too-many-attempts": "paying it was tried too often",
    "asked": "at the shopper's wish",
    "agreed": "the shopper agreed, the money is being taken",
    "declined": "it was declined; the shopper can pay again",
    "dispute-open": "the shopper asked their bank for the money back",
    "dispute-won": "the bank decided for you",
    "dispute-lost": "the bank took the money back",
    "refund-asked": "asked to be given back",
    "refund-refused": "asked to be given back, and refused",
    "refund-failed": "a refund came back to you",
    "by-hand": "given back by hand",
    "reminded": "the order page reminds the shopper",
    "extended": "it may wait longer",
    "shipped": "sent",
    "tracking": "how it travels was told anew",
    "restocked": "its goods are on sale again",
    "given-up": "at your wish",
    "decided": "decided by you",
    "downloads-again": "its files can be downloaded again",
    "withdrawn": "the shopper has withdrawn from the contract",
    "erased": "its shopper's data were erased",
}


def when(epoch: int) -> str:
    """A moment in this machine's time zone."""
    return datetime.fromtimestamp(epoch).astimezone().strftime("%Y-%m-%d %H:%M")


def history(order: Order) -> Iterator[str]:
    """Each move of an order: when, what, on whose word and evidence."""
    for entry in order.history:
        parts = [STATES[entry["state"]], _who(entry)]
        if "why" in entry:
            parts.append(WHY.get(entry["why"], entry["why"]))
        if "wanted" in entry:
            parts.append("wants it cancelled")
        parts += _evidence(entry, order.currency)
        yield f"{when(entry['at'])}  {'; '.join(parts)}"


def _who(entry: Mapping[str, Any]) -> str:
    name, _, provider = str(entry["by"]).partition(":")
    if name == "merchant" and "session" in entry and entry.get("why") != "decided":
        return f"by {_ASKED}"  # it quotes what the provider said
    return f"told by {provider}" if name == "notice" else f"by {_WHO.get(name, name)}"


def _evidence(entry: Mapping[str, Any], currency: str) -> Iterator[str]:
    """Money and references; one session after another is noise to a reader."""
    amount = entry.get("amount") or entry.get("captured")
    if amount:
        yield str(Money(amount, entry.get("currency", currency)))
    if entry.get("refunded"):
        yield f"refunded {Money(entry['refunded'], entry.get('currency', currency))}"
    if entry.get("until"):
        yield f"until {when(entry['until'])}"
    for name in ("reference", "carrier", "tracking"):
        if entry.get(name):
            yield f"{name} {entry[name]}"
    if entry.get("note"):
        yield f"“{entry['note']}”"


def line(priced: PricedLine, currency: str) -> Iterator[str]:
    """A line of an order, and one more for each of its extras."""
    choice = ", ".join(f"{name}: {value}" for name, value in priced.choice)
    name = f"{priced.name} ({choice})" if choice else priced.name
    yield f"{priced.quantity:4d} × {name} [{priced.sku}]  {Money(priced.unit, currency)}"
    for extra in priced.extras:
        text = f" “{extra.text}”" if extra.text else ""
        yield f"       + {extra.name}{text} [{extra.sku}]  {Money(extra.unit, currency)}"


def changed(order: Order) -> str:
    """Somebody else was faster; nothing was done."""
    return (
        f"order {order.number} was changed just now: look with  pelicart doctor {order.number}  "
        "and try again"
    )


def money_back(order: Order) -> str:
    """The command that undoes a paid order."""
    if order.total:
        return f"pelicart refund {order.number} --restock"
    return f"pelicart orders restock {order.number}"
