"""The walks: what shoppers, providers and merchants do one after the other, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass

from tests.killing.visit import Step, Visit

REVIEWED: tuple[Step, ...] = (
    Visit.adds_lamp, Visit.adds_books, Visit.checks_out, Visit.reviews,
)  # fmt: skip
ORDERED: tuple[Step, ...] = (*REVIEWED, Visit.orders)
PAID: tuple[Step, ...] = (*ORDERED, Visit.pays, Visit.is_told)


@dataclass(frozen=True)
class Walk:
    """`first` only leads there; each call of each function in `then` is struck in its turn.

    `after` is what follows when nobody gave up on the way, and `ends` the order's state then.
    """

    name: str
    first: tuple[Step, ...]
    then: tuple[Step, ...]
    after: tuple[Step, ...]
    ends: str


BROWSES = Walk(
    "fills a cart and reviews it",
    (),
    (Visit.adds_lamp, Visit.checks_out, Visit.reviews),
    (Visit.orders, Visit.pays, Visit.is_told),
    "paid",
)
BUYS = Walk(
    "orders, pays, comes back",
    REVIEWED,
    (Visit.orders, Visit.pays, Visit.returns, Visit.is_told, Visit.looks),
    (),
    "paid",
)
TOLD_FIRST = Walk(
    "pays, the notice comes first",
    (*ORDERED, Visit.pays),
    (Visit.is_told, Visit.returns),
    (),
    "paid",
)
CANCELS = Walk(
    "turns round and cancels",
    (*ORDERED, Visit.turns_round),
    (Visit.returns, Visit.cancels, Visit.minutes_pass, Visit.reconciles),
    (),
    "cancelled",
)
PAYS_AGAIN = Walk(
    "turns round, pays after all",
    (*ORDERED, Visit.turns_round, Visit.returns),
    (Visit.pays_again, Visit.pays, Visit.returns),
    (),
    "paid",
)
UNHEARD = Walk(
    "pays, and nobody hears of it",
    (*ORDERED, Visit.pays, Visit.minutes_pass),
    (Visit.reconciles,),
    (),
    "paid",
)
FORGETS = Walk("never pays", (*ORDERED, Visit.hours_pass), (Visit.reconciles,), (), "expired")
LATER = Walk(
    "pays with money that takes days",
    (*ORDERED, Visit.pays_later),
    (Visit.is_told, Visit.confirms, Visit.is_told),
    (),
    "paid",
)
NEVER = Walk(
    "pays with money that never comes",
    (*ORDERED, Visit.pays_later, Visit.is_told, Visit.fails),
    (Visit.is_told, Visit.hours_pass, Visit.reconciles),
    (),
    "expired",
)
WRITTEN_TO = Walk("is written to", PAID, (Visit.letters_go,), (), "paid")
REFUNDS = Walk("is refunded", PAID, (Visit.refunds_a_part, Visit.refunds), (), "refunded")

WAITS = Walk("orders, to be paid by hand", REVIEWED, (Visit.orders, Visit.looks), (), "expired")
SENDS = Walk("sends a cheque", ORDERED, (Visit.marks_paid,), (), "paid")
SENDS_TOO_LATE = Walk(
    "sends a cheque, too late",
    (*ORDERED, Visit.days_pass, Visit.days_pass, Visit.reconciles),
    (Visit.marks_paid,),
    (),
    "paid",
)
CALLS_OFF = Walk(
    "calls it off", ORDERED, (Visit.cancels, Visit.minutes_pass, Visit.reconciles), (), "cancelled"
)
IS_REMINDED = Walk(
    "is reminded, and never pays",
    (*ORDERED, Visit.days_pass),
    (Visit.reconciles, Visit.days_pass, Visit.reconciles),
    (),
    "expired",
)
SENT_BACK = Walk(
    "gets a cheque back", (*ORDERED, Visit.marks_paid), (Visit.refunds_by_hand,), (), "refunded"
)
CARD_CHARGED = Walk("has a card charged", ORDERED, (Visit.clears_card,), (), "paid")
CARD_DECLINED = Walk("has a card declined", ORDERED, (Visit.declines_card,), (), "cancelled")

BY_PROVIDER = (
    BROWSES,
    BUYS,
    TOLD_FIRST,
    CANCELS,
    PAYS_AGAIN,
    UNHEARD,
    FORGETS,
    REFUNDS,
    WRITTEN_TO,
)
WALKS: dict[str, tuple[Walk, ...]] = {
    "stripe": (*BY_PROVIDER, LATER, NEVER),
    "monetico": BY_PROVIDER,
    "paypal": BY_PROVIDER,
    "mollie": (*BY_PROVIDER, LATER, NEVER),
    "manual": (WAITS, SENDS, SENDS_TOO_LATE, CALLS_OFF, IS_REMINDED, SENT_BACK),
    "sealed": (WAITS, CARD_CHARGED, CARD_DECLINED, CALLS_OFF, IS_REMINDED),
}
"""The walks of each payment module."""
