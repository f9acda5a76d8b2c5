"""The calls of Stripe's API that Checkout needs, in its own shapes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.routing import Map, Rule

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.stripe import till
from pelicart_infra.local.stripe.ledger import Ledger, Object

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
    Rule("/v1/refunds/<named>", methods=["GET"], endpoint="refunded"),
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
    "refunded": ("_refund_retrieve_params", "RefundRetrieveParams"),
}
"""Where the SDK keeps the types of a call's parameters."""


def carry_out(ledger: Ledger, call: str, parameters: Parameters, named: str) -> Object:
    """The JSON of the answer, or `Refusal`."""
    ledger.expire_due()
    answer = copy.deepcopy(_HANDLERS[call](ledger, parameters, named))
    for path in parameters.get("expand", []):
        _expand(ledger, answer, path.split("."), path)
    return answer


def _create(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    return ledger.open_session(parameters)


def _retrieve(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("cs", named)


def _expire(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.expire(named)


def _list(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    found = [one for one in reversed(ledger.all("cs")) if _fits(one, parameters)]
    if after := parameters.get("starting_after"):
        ids = [one["id"] for one in found]
        found = found[ids.index(after) + 1 :] if after in ids else []
    return _page(found, "/v1/checkout/sessions", parameters)


def _fits(session: Object, parameters: Parameters) -> bool:
    created = parameters.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    at = session["created"]
    return (
        all(
            session[key] == parameters.get(key, session[key])
            for key in ("payment_intent", "status")
        )
        and at >= bounds.get("gte", at)
        and at <= bounds.get("lte", at)
        and at > bounds.get("gt", at - 1)
        and at < bounds.get("lt", at + 1)
    )


def _lines(ledger: Ledger, parameters: Parameters, named: str) -> Object:
    ledger.get("cs", named)
    return _page(ledger.lines(named), f"/v1/checkout/sessions/{named}/line_items", parameters)


def _payment(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("pi", named)


def _charge(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("ch", named)


def _refund(ledger: Ledger, parameters: Parameters, _named: str) -> Object:
    return till.refund(ledger, parameters)


def _refunded(ledger: Ledger, _parameters: Parameters, named: str) -> Object:
    return ledger.get("re", named)


def _page(found: list[Object], url: str, parameters: Parameters) -> Object:
    limit = parameters.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Refusal("Limit must be from 1 to 100.", param="limit")
    return {"object": "list", "url": url, "data": found[:limit], "has_more": len(found) > limit}


def _expand(ledger: Ledger, at: Any, steps: list[str], path: str) -> None:  # noqa: ANN401  JSON
    """Puts objects in the place of their ids along a path, as far as there are any."""
    if isinstance(at, list):
        for one in at:
            _expand(ledger, one, steps, path)
    elif at is not None and steps:
        head, *rest = steps
        if not isinstance(at, dict) or head not in at:
            raise Refusal(f"This property cannot be expanded ({path}).", param="expand")
        if isinstance(at[head], str) and at[head] in ledger.objects:
            at[head] = copy.deepcopy(ledger.objects[at[head]])
        _expand(ledger, at[head], rest, path)


_HANDLERS: dict[str, Call] = {
    "create": _create,
    "list": _list,
    "retrieve": _retrieve,
    "expire": _expire,
    "lines": _lines,
    "payment": _payment,
    "charge": _charge,
    "refund": _refund,
    "refunded": _refunded,
}
