"""Plain data to DynamoDB's typed attributes and back: an int stays an int, a float is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelicart.writes import Item

DIGITS = 38
"""Digits that a DynamoDB number keeps."""


def to_attribute(value: object) -> dict[str, Any]:
    """`{"S": "a"}` of `"a"`; `TypeError` for what the table doesn't hold."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": _digits(value)}
        case list() | tuple():
            return {"L": [to_attribute(part) for part in value]}
        case Mapping():
            return {"M": to_attributes(value)}
    raise TypeError(f"the table doesn't hold {type(value).__name__}")


def to_attributes(item: Mapping[Any, Any]) -> dict[str, Any]:
    """Each field of an item, or of a map within it."""
    if odd := [name for name in item if type(name) is not str]:
        raise TypeError(f"a field is named by text, not by {odd[0]!r}")
    return {name: to_attribute(value) for name, value in item.items()}


def from_attribute(attribute: Mapping[str, Any]) -> Any:  # noqa: ANN401  plain data of any shape
    """Inverse of `to_attribute`; `ValueError` for a number with decimals or a type not ours."""
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value)
        case "M":
            return from_attributes(value)
        case "L":
            return [from_attribute(part) for part in value]
        case "NULL":
            return None
    raise ValueError(f"an attribute of type {kind}")


def from_attributes(attributes: Mapping[str, Any]) -> Item:
    """Inverse of `to_attributes`."""
    return {name: from_attribute(attribute) for name, attribute in attributes.items()}


def _digits(number: int) -> str:
    if abs(number) >= 10**DIGITS:
        raise ValueError(f"a number of more than {DIGITS} digits")
    return str(number)
