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

RELEASED: tuple[State, ...] = ("expired", "cancelled")
"""Given up: its units went back on the shelf."""

SPARSE = (
    "due_at", "tell_at", "telling", "refunding", "reminders", "owed", "told", "downloads", "ttl",
    "withdrawn", "invoice", "credits", "erased",
)  # fmt: skip
"""Fields that are there only while they say something."""

LISTS = ("reminders", "owed", "told", "downloads", "credits", "history")

SEALED = "sealed"
"""The module whose orders come with a sealed card."""

BY_HAND = frozenset({"manual", SEALED})
"""Modules without a provider to ask: the merchant's word settles their orders."""

SHARDS = 4
"""Partitions of the duty index, and of that of letters."""


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
    `reminders` are the times, until then, at which the shopper is still to be reminded. `owed` is
    money that was taken and belongs to the shopper: session, reference, amount and why of each.
    `told` names the letters that were sent, `tell_at` is when to look for others and `telling`
    until when somebody does. `restocked`: its units went back on the shelf though it was paid.
    `downloads` has `at` and `file` of each time that a bought file was handed out.
    `withdrawn` is when the shopper withdrew from the contract, `erased` when their data went, or 0.
    `invoice` and `credits` are what `pelicart.invoice` makes of it: numbers are given once.
    From `ttl` on the table may forget the order.
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
    owed: tuple[Mapping[str, Any], ...] = ()
    told: tuple[str, ...] = ()
    tell_at: int = 0
    telling: int = 0
    restocked: bool = False
    downloads: tuple[Mapping[str, Any], ...] = ()
    ttl: int = 0
    withdrawn: int = 0
    erased: int = 0
    invoice: Mapping[str, Any] = field(default_factory=dict)
    credits: tuple[Mapping[str, Any], ...] = ()
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
        """Units of each stock counter that the order owns while it is `holding`."""
        return holds(self.quote)

    @property
    def holding(self) -> bool:
        """Whether it owns its units: one in review does as it did before."""
        known = (entry["state"] for entry in reversed(self.history) if entry["state"] != "review")
        return not self.restocked and next(known, self.state) not in RELEASED


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


def product_key(sku: str) -> str:
    """A product's key in the table; by the product's own SKU, not a variant's."""
    return f"PRODUCT#{sku}"


def stock_key(counter: str) -> str:
    """A stock counter's key in the table."""
    return f"STOCK#{counter}"


def due_partition(order_id: str) -> str:
    """The order's partition of the duty index."""
    return f"DUE#{_shard(order_id)}"


def tell_partition(order_id: str) -> str:
    """The order's partition of the index of letters to be sent."""
    return f"TELL#{_shard(order_id)}"


def _shard(order_id: str) -> int:
    return sum(order_id.encode()) % SHARDS


def to_item(order: Order, month: str) -> Item:
    """The order's item as first put; `month` (2026-11) is its partition of the merchant's list."""
    plain = {
        name: getattr(order, name)
        for name in Order.__dataclass_fields__
        if name not in {"id", "quote", "person", "history", *SPARSE}
    }
    sparse = {name: _plain(getattr(order, name)) for name in SPARSE if getattr(order, name)}
    due = {"due": due_partition(order.id)} if order.due_at else {}
    untold = {"untold": tell_partition(order.id)} if order.tell_at else {}
    return {
        **plain,
        **sparse,
        **due,
        **untold,
        "key": order_key(order.id),
        "v": 1,
        "quote": order.quote.as_data(),
        "person": dict(order.person),
        "history": [dict(entry) for entry in order.history],
        "listing": f"ORDERS#{month}",
        "listed_at": f"{order.created:012d}#{order.id}",
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def order_from(item: Item) -> Order:
    """Inverse of `to_item`, tolerant of fields that a newer version wrote.

    Raises ValueError for a state that no shop knows: whoever reads many goes on with the next.
    """
    if item["state"] not in STATES:
        raise ValueError("an order's state is none of ours")
    fields = {name: item[name] for name in Order.__dataclass_fields__ if name in item}
    return Order(
        **{
            **fields,
            "id": str(item["key"]).removeprefix("ORDER#"),
            "quote": quote_from(item["quote"]),
            **{name: tuple(item.get(name, ())) for name in LISTS},
        }
    )
