"""Every bug that the simulator must find, in the words of whoever would make it."""

from __future__ import annotations

from tests.simulation.planted import money, ordering, releasing
from tests.simulation.planted.bug import Bug

BUGS = (
    Bug("release the hold by our own clock", releasing.own_clock, "reconcile"),
    Bug(
        "release without the provider's expire", releasing.not_closed, "reconcile", ("card",), -600
    ),
    Bug("no amount check", money.no_amount),
    Bug("no idempotency key", money.no_key, rate=15, length=240),
    Bug("unconditional status write", money.unconditional),
    Bug("stock and order in two writes", ordering.two_writes),
    Bug("provider session before the order", ordering.session_first),
    Bug("no reconciliation", releasing.never_reconciled, "reconcile"),
    Bug("dedupe marker before the effect", money.seen_first, "notices"),
    Bug("check-then-act on stock", ordering.check_then_act),
    Bug("trust the notice's payload", money.trusts_payload),
    Bug("trust the success redirect", money.trusts_return),
    Bug("mark the mail before sending", releasing.marks_first, "both"),
    Bug("accept an expired quote", ordering.expired_quote),
    Bug("price from the posted form", ordering.posted_price),
    Bug("order total not compared with the quote", ordering.total_not_compared),
    Bug("whole-item Put by an old version", money.whole_item),
    Bug("a second attempt while the first is payable", ordering.second_attempt),
    Bug("acknowledge a notice that was not handled", money.swallows, "notices"),
    Bug("don't look at a notice's seal", money.unsigned),
    Bug("capture without claiming the order", money.captures_unclaimed, methods=("wallet",)),
    Bug("add refunds up from messages", money.sums_refunds, "notices"),
    Bug("let a bank line pay two orders", money.line_twice),
    Bug("ask for a refund without noting it", money.refund_unnoted, rate=15, length=240),
    Bug("drop a duty when the provider is down", releasing.drops_duty, "reconcile"),
    Bug("cancel without closing the page", releasing.cancels_at_once),
    Bug("late money without its goods", releasing.late_without_goods),
    Bug("tell without claiming the order", releasing.tells_unclaimed),
    Bug("thank for a payment that nobody knows of", releasing.tells_early),
    Bug("keep a second tab's session over the first's", releasing.two_tries, rate=15, length=160),
)
