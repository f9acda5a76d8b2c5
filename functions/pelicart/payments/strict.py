"""JSON from outside, read without the tolerance of the standard library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, NoReturn

from pelicart.errors import BadRequest


def strict_object(body: bytes) -> dict[str, Any]:
    """The object that these bytes spell, or `BadRequest`.

    Refused: anything but UTF-8, half a character written as an escape, a key that stands twice, NaN
    and Infinity, also as 1e999, integers of thousands of digits, and nesting beyond Python's
    recursion limit.
    """
    try:
        data = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
        if b"\\u" in body:
            json.dumps(data, ensure_ascii=False).encode()  # a lone surrogate can't be written
    except (ValueError, RecursionError):
        raise BadRequest("the body is no JSON of ours") from None
    if not isinstance(data, dict):
        raise BadRequest("the body is no JSON object")
    return data


def text_at(data: Mapping[str, Any], *path: str) -> str:
    """The text below these keys; empty if it is null or missing, `BadRequest` if it's no text."""
    value: object = data
    for key in path:
        if not isinstance(value, Mapping):
            raise BadRequest(f"no object above {key}")
        value = value.get(key)
        if value is None:
            return ""
    if not isinstance(value, str):
        raise BadRequest(f"{'.'.join(path)} is no text")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("a number without end")
    return number


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)
