"""PayPal's orders as it returns them, read as payments.

Statuses: https://developer.paypal.com/docs/api/orders/v2/ (order_status, capture_status).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add

from pelicart.errors import BadRequest, NotFound, ProviderDown
from pelicart.money import MalformedMoney, Money
from pelicart.payments.base import Dispute, Payment, PaymentState
from pelicart.payments.paypal.amounts import money_of
from pelicart.payments.paypal.found import ID, Found, objects
from pelicart.payments.strict import text_at

STATES: Mapping[str, PaymentState] = {
    "CREATED": "open",
    "SAVED": "open",
    "PAYER_ACTION_REQUIRED": "open",
    "APPROVED": "approved",
    "VOIDED": "expired",
}
_TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
_REFUSED = frozenset({"DECLINED", "FAILED"})
CAPTURES = _TAKEN | _REFUSED | {"PENDING"}
_GIVEN = frozenset({"COMPLETED", "PENDING"})
_REFUNDS = _GIVEN | {"CANCELLED", "FAILED"}
_DISPUTES: Mapping[str, Dispute] = {"BUYER_COMPLAINT": "", "CHARGEBACK": "lost"}
"""Why money that was taken is held or gone. A complaint moves nothing yet: it would have to be
told when it is over, too, and PayPal tells the merchant."""


def payment_of(found: Found, shop: str, *, live: bool) -> Payment:
    """The payment of an order of this shop; `NotFound` if it is another's on the same account.

    `ProviderDown` for an answer that says what we don't know: nothing is ever taken for paid.
    """
    try:
        unit = _unit(found, shop)
        return _payment(found, unit, live=live)
    except (BadRequest, MalformedMoney):
        raise ProviderDown("an order that we can't read") from None


def _unit(found: Found, shop: str) -> Found:
    units = objects(found, "purchase_units")
    if not ID.fullmatch(text_at(found, "id")) or not units:
        raise ProviderDown("an answer that is no order")
    if len(units) != 1 or text_at(units[0], "reference_id") != shop:
        raise NotFound("no order of this shop", session=text_at(found, "id"))
    return units[0]


def _payment(found: Found, unit: Found, *, live: bool) -> Payment:
    payments = unit.get("payments") or {}
    captures, refunds = objects(payments, "captures"), objects(payments, "refunds")
    _only(CAPTURES, captures)
    _only(_REFUNDS, refunds)
    nothing = _money(unit) * 0
    taken = [one for one in captures if _taken(one)]
    captured = reduce(add, map(_money, taken), nothing)
    given = reduce(add, (_money(one) for one in refunds if one["status"] in _GIVEN), nothing)
    disputes = (_DISPUTES.get(text_at(one, "status_details", "reason"), "") for one in taken)
    return Payment(
        state=_state(text_at(found, "status"), captures, paid=bool(taken)),
        order=text_at(unit, "custom_id"),
        session=text_at(found, "id"),
        captured=captured,
        refunded=_refunded(taken, captured, given),
        live=live,
        reference=text_at((taken or captures or [{}])[0], "id"),
        dispute=next(filter(None, disputes), ""),
    )


def _state(status: str, captures: Sequence[Found], *, paid: bool) -> PaymentState:
    """What the captures say goes first: the order itself is `COMPLETED` after a decline too."""
    if paid:
        return "paid"
    if any(one["status"] == "PENDING" for one in captures):
        return "processing"
    if status == "COMPLETED" and captures:
        return "failed"
    if status not in STATES:
        raise ProviderDown("an order of unknown status")
    return STATES[status]


def _taken(capture: Found) -> bool:
    """Whether it was ours at least once: a dispute holds money, or takes it away again."""
    return capture["status"] in _TAKEN or text_at(capture, "status_details", "reason") in _DISPUTES


def _refunded(taken: Sequence[Found], captured: Money, given: Money) -> Money:
    """The refunds that are listed, but all of it where PayPal says so: reversals aren't listed."""
    statuses = {one["status"] for one in taken}
    if statuses == {"REFUNDED"}:
        return captured
    if "PARTIALLY_REFUNDED" in statuses and not given.minor:
        raise ProviderDown("an order that hides its refunds")
    return given


def _money(of: Found) -> Money:
    return money_of(text_at(of, "amount", "value"), text_at(of, "amount", "currency_code"))


def _only(known: frozenset[str], found: Sequence[Found]) -> None:
    if not {text_at(one, "status") for one in found} <= known:
        raise ProviderDown("a capture or refund of unknown status")
