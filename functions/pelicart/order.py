"""An order: its states, the one table of moves between them, and its item in the table."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pelicart.money import Money
from pelicart.quote import Quote, quote_from
from pelicart.writes import CARDS, Item

State = Literal[
    "new", "pending", "awaiting", "paid", "fulfilled", "part_refunded", "refunded",
    "disputed", "expired", "cancelled", "review",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)

MOVES: Mapping[State, frozenset[State]] = {
    "new": frozenset({"pending", "awaiting", "paid", "expired", "cancelled", "review"}),
    "pending": frozenset({"new", "awaiting", "paid", "expired", "cancelled", "review"}),
    "awaiting": frozenset({"new", "pending", "paid", "expired", "cancelled", "review"}),
    "paid": frozenset({"fulfilled", "part_refunded", "refunded", "disputed", "review"}),
    "fulfilled": frozenset({"part_refunded", "refunded", "disputed", "review"}),
    "part_refunded": frozenset({"fulfilled", "refunded", "disputed", "review"}),
    "refunded": frozenset({"disputed", "review"}),
    "disputed": frozenset({"paid", "fulfilled", "part_refunded", "refunded", "review"}),
    "expired": frozenset({"paid", "review"}),
    "cancelled": frozenset({"paid", "review"}),
    "review": frozenset({"paid", "refunded", "expired", "cancelled"}),
}
"""From -> to. Late money may still pay an expired or cancelled order if its stock can be held
again; only the merchant leads an order out of review."""

UNPAID: tuple[State, ...] = ("new", "pending")
"""No money is on its way yet: the shopper can still pay, or give the order up."""

OPEN: tuple[State, ...] = (*UNPAID, "awaiting")
"""Not yet decided: the order owns its units and can still be paid."""

OUTSTANDING = frozenset({"due_at", "refunding", "reminders"})
"""Fields that are there only while something is to be done."""

SHARDS = 4
"""Partitions of the duty index."""


def sources(to: State) -> tuple[State, ...]:
    """The states from which a move to `to` is allowed, in the order of `STATES`."""
    return tuple(state for state in STATES if to in MOVES[state])


@dataclass(frozen=True, slots=True)
class Order:
    """One order as stored; amounts in minor units of `currency`, times in epoch seconds.

    `person` holds the personal data and nothing else does. `digest` binds quote, person and method.
    `session` and `session_expires` are those of `attempt`; `reference` is the provider's name of
    the payment. `deadline` is when an unpaid order is decided. `wanted` is `cancelled` once the
    shopper asked for that and the provider hasn't been told yet. `refunding` is what the provider
    was asked to give back and isn't known to have given, `refusals` counts what it declined to.
    `reminders` are the times, until then, at which the shopper is still to be reminded.
    """

    id: str
    state: State
    method: str
    module: str
    live: bool
    total: int
    currency: str
    quote: Quote
    person: Mapping[str, str]
    language: str
    digest: str
    created: int
    deadline: int
    attempt: int = 1
    session: str = ""
    session_expires: int = 0
    reference: str = ""
    captured: int = 0
    refunded: int = 0
    refunding: int = 0
    refusals: int = 0
    wanted: str = ""
    due_at: int = 0
    reminders: tuple[int, ...] = ()
    history: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def money(self) -> Money:
        """What must be paid."""
        return Money(self.total, self.currency)

    @property
    def number(self) -> str:
        """What people read, say and write on a cheque: the first twelve characters of the id."""
        return self.id[:12]

    @property
    def reminded(self) -> int:
        """When the shopper was last reminded, or 0."""
        return max((e["at"] for e in self.history if e.get("why") == "reminded"), default=0)

    @property
    def holds(self) -> dict[str, int]:
        """Units of each stock counter that the order owns while it isn't decided against."""
        return holds(self.quote)


def holds(quote: Quote) -> dict[str, int]:
    """Units by stock counter; lines that aren't counted are left out."""
    units: Counter[str] = Counter()
    for line in quote.lines:
        if line.stock_key:
            units[line.stock_key] += line.quantity
    return dict(sorted(units.items()))


def order_id(basket: str, key: bytes) -> str:
    """The one order id of a basket: 130 bits that only the holder of this key can make."""
    mac = hmac.new(key, basket.encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode()[:26]


def order_key(order_id: str) -> str:
    """The order's key in the table."""
    return f"ORDER#{order_id}"


def card_key(order_id: str) -> str:
    """The key of the order's sealed card, in the second table."""
    return f"{CARDS}{order_id}"


def stock_key(counter: str) -> str:
    """A stock counter's key in the table."""
    return f"STOCK#{counter}"


def due_partition(order_id: str) -> str:
    """The order's partition of the duty index."""
    return f"DUE#{sum(order_id.encode()) % SHARDS}"


def to_item(order: Order, month: str) -> Item:
    """The order's item as first put; `month` (2026-11) is its partition of the merchant's list."""
    plain = {
        name: getattr(order, name)
        for name in Order.__dataclass_fields__
        if name not in {"id", "quote", "person", "history", *OUTSTANDING}
    }
    due = {"due": due_partition(order.id), "due_at": order.due_at} if order.due_at else {}
    refunding = {"refunding": order.refunding} if order.refunding else {}
    reminders = {"reminders": list(order.reminders)} if order.reminders else {}
    return {
        **plain,
        **due,
        **refunding,
        **reminders,
        "key": order_key(order.id),
        "v": 1,
        "quote": order.quote.as_data(),
        "person": dict(order.person),
        "history": [dict(entry) for entry in order.history],
        "listing": f"ORDERS#{month}",
        "listed_at": f"{order.created:012d}#{order.id}",
    }


def order_from(item: Item) -> Order:
    """Inverse of `to_item`, tolerant of fields that a newer version wrote."""
    fields = {name: item[name] for name in Order.__dataclass_fields__ if name in item}
    return Order(
        **{
            **fields,
            "id": str(item["key"]).removeprefix("ORDER#"),
            "quote": quote_from(item["quote"]),
            "reminders": tuple(item.get("reminders", ())),
            "history": tuple(item.get("history", ())),
        }
    )
