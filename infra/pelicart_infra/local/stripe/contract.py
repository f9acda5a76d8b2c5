"""What each call may be asked, taken from the parameter types of the installed SDK.

They are generated from Stripe's own API description, so the stand-in refuses what that version of
the API would: unknown parameters, missing ones, and values of another type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pelicart_infra.local.standin import Refusal

_OPTIONS = frozenset(import_module("stripe._request_options").RequestOptions.__annotations__)
"""How a call is made, not what it says: these never go over the wire as parameters."""

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def typed(parameters: Mapping[str, Any], module: str, name: str) -> dict[str, Any]:
    """Form data as the types of a call's parameters say, or `Refusal`."""
    return _record(parameters, _hints(module, name), frozenset(), "")


@cache
def _hints(module: str, name: str) -> dict[str, Any]:
    hints = _resolved(getattr(import_module(f"stripe.params.{module}"), name))
    return {key: hint for key, hint in hints.items() if key not in _OPTIONS}


@cache
def _resolved(record: type) -> dict[str, Any]:
    names = vars(import_module(record.__module__))
    return get_type_hints(record, {**names, "StripeContext": object, "Mapping": Mapping})


def _record(
    value: Any,  # noqa: ANN401  form data
    hints: Mapping[str, Any],
    required: frozenset[str],
    at: str,
) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _invalid("object", value, at)
    for key in value:
        if key not in hints:
            param = _below(at, key)
            raise Refusal(
                f"Received unknown parameter: {param}", code="parameter_unknown", param=param
            )
    for key in sorted(required - value.keys()):
        param = _below(at, key)
        raise Refusal(f"Missing required param: {param}.", code="parameter_missing", param=param)
    return {key: _value(one, hints[key], _below(at, key)) for key, one in value.items()}


def _value(value: Any, hint: Any, at: str) -> Any:  # noqa: ANN401  form data
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        return _one_of(value, get_args(hint), at)
    if origin is Literal:
        return _choice(value, get_args(hint), at)
    if origin is list:
        return _list(value, get_args(hint)[0], at)
    if origin is dict:
        return _record(value, dict.fromkeys(value, get_args(hint)[1]), frozenset(), at)
    if hasattr(hint, "__required_keys__"):  # a TypedDict, be it typing's or typing_extensions'
        return _record(value, _resolved(hint), hint.__required_keys__, at)
    return _scalar(value, hint, at)


def _one_of(value: Any, hints: tuple[Any, ...], at: str) -> Any:  # noqa: ANN401
    """The first alternative that fits.

    `Literal | str` allows for values of later versions: of this one only the literals are meant.
    """
    literal = any(get_origin(hint) is Literal and "" not in get_args(hint) for hint in hints)
    refusals: list[Refusal] = []
    for hint in hints:
        if hint is str and literal:
            continue
        try:
            return _value(value, hint, at)
        except Refusal as refusal:
            refusals.append(refusal)
    raise max(refusals, key=lambda refusal: len(refusal.param))  # the one that came furthest


def _choice(value: Any, choices: tuple[Any, ...], at: str) -> str:  # noqa: ANN401
    if value not in choices:
        raise Refusal(
            f"Invalid {at}: must be one of {', '.join(map(str, choices))}",
            code="parameter_invalid_enum",
            param=at,
        )
    return str(value)


def _list(value: Any, hint: Any, at: str) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, Mapping) or list(value) != [str(i) for i in range(len(value))]:
        raise _invalid("array", value, at)
    return [_value(one, hint, _below(at, index)) for index, one in value.items()]


def _scalar(value: Any, hint: Any, at: str) -> Any:  # noqa: ANN401
    if not isinstance(value, str) or hint not in {str, int, bool, float, Decimal}:
        raise _invalid("string", value, at)
    if hint is int and not _INTEGER.fullmatch(value):
        raise _invalid("integer", value, at)
    if hint is bool and value not in {"true", "false"}:
        raise _invalid("boolean", value, at)
    try:
        return value == "true" if hint is bool else hint(value)
    except (ValueError, InvalidOperation):
        raise _invalid("decimal", value, at) from None


def _invalid(kind: str, value: object, at: str) -> Refusal:
    shown = value if isinstance(value, str) else "an object"
    return Refusal(f"Invalid {kind}: {shown}", code=f"parameter_invalid_{kind}", param=at)


def _below(at: str, key: str) -> str:
    return f"{at}[{key}]" if at else key
