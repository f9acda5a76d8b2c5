"""Lists, and objects put in the place of their ids; https://docs.stripe.com/expand."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pelicart_infra.local.standin import Refusal
from pelicart_infra.local.stripe.ledger import Ledger, Object

DEEPEST = 4


def expand(ledger: Ledger, answer: Object, path: str) -> None:
    """Expands one path of an answer, as far as there is anything; `Refusal` for an unknown one."""
    steps = path.split(".")
    if len(steps) > DEEPEST:
        raise Refusal(f"You cannot expand more than {DEEPEST} levels ({path}).", param="expand")
    _expand(ledger, answer, steps, path)


def _expand(ledger: Ledger, at: Any, steps: list[str], path: str) -> None:  # noqa: ANN401  JSON
    if isinstance(at, list):
        for one in at:
            _expand(ledger, one, steps, path)
    elif at is not None and steps:
        head, *rest = steps
        if not isinstance(at, dict):
            raise Refusal(f"This property cannot be expanded ({path}).", param="expand")
        _include(ledger, at, head)
        if head not in at:
            raise Refusal(f"This property cannot be expanded ({path}).", param="expand")
        if isinstance(at[head], str) and at[head] in ledger.objects:
            at[head] = copy.deepcopy(ledger.objects[at[head]])
        _expand(ledger, at[head], rest, path)


def _include(ledger: Ledger, at: Object, head: str) -> None:
    """A charge has its refunds only when asked for them: the newest ten."""
    if at.get("object") == "charge" and head == "refunds":
        found = [one for one in reversed(ledger.all("re")) if one["charge"] == at["id"]]
        at["refunds"] = page(copy.deepcopy(found), f"/v1/charges/{at['id']}/refunds", {})


def page(found: list[Object], url: str, parameters: Mapping[str, Any]) -> Object:
    """One page of a list, ten long unless `limit` says otherwise."""
    limit = parameters.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Refusal("Limit must be from 1 to 100.", param="limit")
    return {"object": "list", "url": url, "data": found[:limit], "has_more": len(found) > limit}
