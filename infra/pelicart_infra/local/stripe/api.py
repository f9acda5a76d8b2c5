"""The calls of Stripe's API that Checkout needs, in its own shapes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.routing import Map, Rule

from pelicart_infra.local.stripe.expanding import expand, page
from pelicart_infra.local.stripe.ledger import Ledger, Object
from pelicart_infra.local.stripe.refunds import refund

Parameters = Mapping[str, Any]
Call = Callable[[Ledger, Parameters, str], Object]

_SESSIONS = "/v1/checkout/sessions"
CALLS = Map([
    Rule(_SESSIONS, methods=["POST"], endpoint="create"),
    Rule(_SESSIONS, methods=["GET"], endpoint="list"),
    Rule(f"{_SESSIONS}/<named>", methods=["GET"], endpoint="retrieve"),
    Rule(f"{_SESSIONS}/<named>/expire", methods=["POST"], endpoint="expire"),
    Rule(f"{_SESSIONS}/<named>/line_items", methods=["GET"], endpoint="lines"),
    Rule("/v1/payment_intents/<named>", methods=["GET"], endpoint="payment"),
    Rule("/v1/charges/<named>", methods=["GET"], endpoint="charge"),
    Rule("/v1/refunds", methods=["POST"], endpoint="refund"),
    Rule("/v1/refunds", methods=["GET"], endpoint="refunds"),
    Rule("/v1/refunds/<named>", methods=["GET"], endpoint="refunded"),
    Rule("/v1/disputes", methods=["GET"], endpoint="disputes"),
    Rule("/v1/disputes/<named>", methods=["GET"], endpoint="dispute"),
])  # fmt: skip

PARAMETERS = {
    "create": ("checkout._session_create_params", "SessionCreateParams"),
    "list": ("checkout._session_list_params", "SessionListParams"),
    "retrieve": ("checkout._session_retrieve_params", "SessionRetrieveParams"),
    "expire": ("checkout._session_expire_params", "SessionExpireParams"),
    "lines": ("checkout._session_line_item_list_params", "SessionLineItemListParams"),
    "payment": ("_payment_intent_retrieve_params", "PaymentIntentRetrieveParams"),
    "charge": ("_charge_retrieve_params", "ChargeRetrieveParams"),
    "refund": ("_refund_create_params", "RefundCreateParams"),
    "refunds": ("_refund_list_params", "RefundListParams"),
    "refunded": ("_refund_retrieve_params", "RefundRetrieveParams"),
    "disputes": ("_dispute_list_params", "DisputeListParams"),
    "dispute": ("_dispute_retrieve_params", "DisputeRetrieveParams"),
}
"""Where the SDK keeps the types of a call's parameters."""


def carry_out(ledger: Ledger, call: str, parameters: Parameters, named: str) -> Object:
    """The JSON of the answer, or `Refusal`."""
    ledger.expire_due()
    answer = copy.deepcopy(_HANDLERS[call](ledger, parameters, named))
    for path in parameters.get("expand", []):
        expand(ledger, answer, path)
    return answer


def _create(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    return ledger.open_session(parameters)


def _retrieve(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("cs", named)


def _expire(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.expire(named)


def _list(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    found = [one for one in ledger.all("cs") if _fits(one, parameters, "payment_intent", "status")]
    return _newest(found, _SESSIONS, parameters)


def _refunds(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    found = [one for one in ledger.all("re") if _fits(one, parameters, "payment_intent", "charge")]
    return _newest(found, "/v1/refunds", parameters)


def _disputes(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    found = [one for one in ledger.all("du") if _fits(one, parameters, "payment_intent", "charge")]
    return _newest(found, "/v1/disputes", parameters)


def _fits(one: Object, parameters: Parameters, *names: str) -> bool:
    created = parameters.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    at = one["created"]
    return (
        all(one[name] == parameters.get(name, one[name]) for name in names)
        and at >= bounds.get("gte", at)
        and at <= bounds.get("lte", at)
        and at > bounds.get("gt", at - 1)
        and at < bounds.get("lt", at + 1)
    )


def _lines(ledger: Ledger, parameters: Parameters, named: str) -> Object:
    ledger.get("cs", named)
    return page(ledger.lines(named), f"/v1/checkout/sessions/{named}/line_items", parameters)


def _payment(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("pi", named)


def _charge(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("ch", named)


def _refund(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    return refund(ledger, parameters)


def _refunded(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("re", named)


def _dispute(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("du", named)


def _newest(found: list[Object], url: str, parameters: Parameters) -> Object:
    found.reverse()
    if after := parameters.get("starting_after"):
        ids = [one["id"] for one in found]
        found = found[ids.index(after) + 1 :] if after in ids else []
    return page(found, url, parameters)


_HANDLERS: dict[str, Call] = {
    "create": _create,
    "list": _list,
    "retrieve": _retrieve,
    "expire": _expire,
    "lines": _lines,
    "payment": _payment,
    "charge": _charge,
    "refund": _refund,
    "refunds": _refunds,
    "refunded": _refunded,
    "disputes": _disputes,
    "dispute": _dispute,
}
