"""Form fields with brackets, read as the nested data they spell."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from pelicart_infra.local.standin import Refusal

Nested = str | dict[str, "Nested"]

_NAME = re.compile(r"(\w+)((?:\[\w*\])*)", re.ASCII)
_MOST = 2000
_DEEPEST = 8


def nested(encoded: str) -> dict[str, Nested]:
    """`a[b][0]=1` as `{"a": {"b": {"0": "1"}}}`; a list is a dict with its indexes until typed."""
    fields: dict[str, Nested] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST):
        _put(fields, _path(name), value, name)
    return fields


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    keys = re.findall(r"\[(\w*)\]", match[2]) if match else []
    if not match or len(keys) > _DEEPEST:
        raise Refusal(f"Invalid parameter name: {name}", code="parameter_unknown", param=name)
    return [match[1], *keys]


def _put(fields: dict[str, Nested], path: list[str], value: str, name: str) -> None:
    *above, last = path
    for key in above:
        below = fields.setdefault(key or str(len(fields)), {})
        if isinstance(below, str):
            raise Refusal(f"Invalid object: {name}", code="parameter_invalid", param=name)
        fields = below
    last = last or str(len(fields))
    if last in fields:
        raise Refusal(f"Duplicate parameter: {name}", code="parameter_invalid", param=name)
    fields[last] = value
