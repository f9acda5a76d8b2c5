"""What a role may do, as narrowly as AWS sees it; and a note of every refusal.

ministack knows no `dynamodb:LeadingKeys`, asks for all parameters where some are read, and for all
identities where one sends: so conditions would never bite, and named resources always.
"""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import dynamodb

REFUSALS = Path(os.environ["MENDED_REFUSALS"])
LEADING = "dynamodb:LeadingKeys"
MEMBERS = ("ConditionCheck", "Put", "Update", "Delete", "Get")
EQUAL = re.compile(r"([#\w]+)\s*=\s*(:\w+)")

_asked: ContextVar[dict[str, Any]] = ContextVar("asked")
_items: ContextVar[Iterator[list[str]]] = ContextVar("items")


def mend() -> None:
    _remember_the_request()
    enforce = iam_evaluator.enforce

    def enforced(
        access_key_id: str, iam_action: str, service: str, region: str,
        resource_arn: str = "*", service_context: dict[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        asked, context = _asked.get({}), dict(service_context or {})
        resources: Sequence[str] = [resource_arn]
        if iam_action == "ssm:GetParameters" and asked.get("Names"):
            resources = [_arn("ssm", region, f"parameter{name}") for name in asked["Names"]]
        elif iam_action == "ses:SendEmail":
            resources = [_arn("ses", region, f"identity/{one}") for one in _senders(asked)][:1]
        elif service == "dynamodb":
            inside = "dynamodb:EnclosingOperation" in context
            if keys := next(_items.get(iter(())), []) if inside else _keys(asked):
                context[LEADING] = keys
        for resource in resources:
            if denied := enforce(
                access_key_id, iam_action, service, region,
                resource_arn=resource, service_context=context,
            ):  # fmt: skip
                _note(denied, iam_action, resource, context.get(LEADING))
                return denied
        return None

    iam_evaluator.enforce = enforced


def _remember_the_request() -> None:
    extract = iam_actions.extract_iam_action

    def extracted(
        service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any
    ) -> Any:
        asked = _object(body) if service in {"dynamodb", "ssm", "ses", "sesv2"} else {}
        _asked.set(asked)
        _items.set(iter([_keys(item[m]) for item in asked.get("TransactItems", ())
                         for m in MEMBERS if m in item]))  # fmt: skip
        return extract(service, method, path, headers, body, *rest)

    iam_actions.extract_iam_action = extracted


def _keys(asked: dict[str, Any]) -> list[str]:
    """The partition keys that one operation names."""
    if "RequestItems" in asked:
        return [
            key
            for table, some in asked["RequestItems"].items()
            for one in (some["Keys"] if isinstance(some, dict) else [])
            for key in _keys({"TableName": table, "Key": one})
        ]
    name = _partition(asked.get("TableName", ""), asked.get("IndexName", ""))
    item = asked.get("Key") or asked.get("Item") or {}
    if name in item:
        return [str(*item[name].values())]
    names = asked.get("ExpressionAttributeNames", {})
    return [
        str(*asked["ExpressionAttributeValues"][value].values())
        for left, value in EQUAL.findall(asked.get("KeyConditionExpression", ""))
        if names.get(left, left) == name
    ]


def _partition(table: str, index: str) -> str:
    known = dynamodb._tables.get(table.rpartition("/")[2]) or {}
    for one in known.get("GlobalSecondaryIndexes") or ():
        if one["IndexName"] == index:
            known = one
    schema = known.get("KeySchema", ())
    return next((one["AttributeName"] for one in schema if one["KeyType"] == "HASH"), "")


def _senders(asked: dict[str, Any]) -> list[str]:
    """The domain of who sends; ours are written as a whole mail."""
    raw = base64.b64decode(asked.get("Content", {}).get("Raw", {}).get("Data", ""))
    sender = asked.get("FromEmailAddress") or message_from_bytes(raw).get("From", "")
    return [parseaddr(sender)[1].rpartition("@")[2]]


def _arn(service: str, region: str, resource: str) -> str:
    return f"arn:aws:{service}:{region}:{get_account_id()}:{resource}"


def _note(denied: Any, action: str, resource: str, keys: Any) -> None:
    who = getattr(denied, "principal_arn", "") or getattr(denied, "message", "")
    line = {"at": time.time(), "who": who, "action": action, "resource": resource, "keys": keys}
    with REFUSALS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
