"""Which letters an order's history asks for: a pure function of what happened, whoever asks.

A letter is a kind of mail. It is due once for its entry of the history, never before that was
written, and no longer when what came after has made it untrue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pelicart.order import RELEASED, UNPAID, Order

Letter = Literal[
    "received", "paid", "failed", "cancelled", "shipped", "refunded", "reminder", "withdrawn",
    "sale", "review", "dispute", "withdrawal",
]  # fmt: skip
LETTERS: tuple[Letter, ...] = get_args(Letter)

TO_MERCHANT = frozenset({"sale", "review", "dispute", "withdrawal"})
"""Letters to the shop; the others go to the shopper."""

PATIENCE = 10 * 60
"""Seconds that a shopper who was declined is left to try again before a letter says so."""

REFUSED = ":refused"
"""What a letter's key ends with once its address or text was refused for good."""

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """A letter to be sent, from `at` on; `entry` is what happened, `key` names it in `told`."""

    key: str
    letter: Letter
    entry: Entry
    at: int

    @property
    def to_merchant(self) -> bool:
        """Whether it goes to the shop and not to the shopper."""
        return self.letter in TO_MERCHANT


def due_letters(order: Order) -> list[Due]:
    """What is still to be sent of an order, in the order in which it happened.

    Of one that was erased nobody hears but the shop.
    """
    told = {key.removesuffix(REFUSED) for key in order.told}
    left = (due for due in _asked_for(order) if due.to_merchant or not order.erased)
    return [due for due in left if due.key not in told and _true_yet(order, due)]


def announces(entry: Entry) -> bool:
    """Whether a letter may come of an entry, whatever stood before it."""
    return entry["state"] == "expired" or any(_letters((), entry))


def _asked_for(order: Order) -> Iterator[Due]:
    for index, entry in enumerate(order.history):
        for letter in _letters(order.history[:index], entry):
            at = entry["at"] + (PATIENCE if letter == "failed" else 0)
            yield Due(f"{index}:{letter}", letter, entry, at)


def _letters(before: Sequence[Entry], entry: Entry) -> Iterator[Letter]:
    """Letters of one entry; `before` is the history until then."""
    state, why = entry["state"], entry.get("why", "")
    if why in _BY_REASON:
        yield from _BY_REASON[why]
    elif state == "review" and why:
        yield "review"
    elif state in {"part_refunded", "refunded"} and not why:
        yield "refunded"
    elif _was(before, state):
        return  # an order may come back to a state, as after a dispute: that is no news
    elif state in RELEASED:
        if _missed(before, entry):
            yield "cancelled"
    else:
        yield from _FIRST.get(state, ())


_BY_REASON: Mapping[str, tuple[Letter, ...]] = {
    "agreed": (),
    "by-hand": ("refunded",),
    "declined": ("failed",),
    "failed": ("failed",),
    "reminded": ("reminder",),
    "returned": ("refunded",),
    "tracking": ("shipped",),
    "withdrawn": ("withdrawn", "withdrawal"),
    "erased": (),
    "dispute-open": ("dispute",),
    "dispute-won": (),
    "dispute-lost": ("dispute",),
}
_FIRST: Mapping[str, tuple[Letter, ...]] = {
    "awaiting": ("received",),
    "paid": ("paid", "sale"),
    "fulfilled": ("shipped",),
}


def _was(before: Sequence[Entry], state: str) -> bool:
    """Whether the order stood there, other than for the moment in which money is taken."""
    return any(entry["state"] == state and entry.get("why") != "agreed" for entry in before)


def _missed(before: Sequence[Entry], entry: Entry) -> bool:
    """Whether anybody counts on an order that was given up: a page left open is none yet."""
    changed_their_mind = entry["by"] == "checkout"
    asked = entry["state"] == "cancelled" and not changed_their_mind
    return asked or (_was(before, "awaiting") and not changed_their_mind)


def _true_yet(order: Order, due: Due) -> bool:
    """Whether the letter still says what is so: nobody is asked to pay what is paid or given up."""
    match due.letter:
        case "failed":
            later = due.entry is not _last(order, {"failed", "declined"})
            return order.state in UNPAID and not order.wanted and not later
        case "reminder":
            return order.state == "awaiting" and due.entry is _last(order, {"reminded"})
        case "received":
            return order.state == "awaiting"
        case "cancelled":
            return order.state in RELEASED
        case _:
            return True


def _last(order: Order, reasons: set[str]) -> Entry | None:
    return next((e for e in reversed(order.history) if e.get("why") in reasons), None)
