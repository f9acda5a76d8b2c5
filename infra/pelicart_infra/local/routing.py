"""Which function answers a path, as an HTTP API decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pelicart_infra.functions import ANYTHING, FUNCTIONS, Function

_DEFAULT = next(f for f in FUNCTIONS if any(route.path == ANYTHING for route in f.routes))


@dataclass(frozen=True, slots=True)
class Match:
    """The function that answers a path, by which route, and what stood in its braces."""

    function: Function
    path: str
    parameters: Mapping[str, str]


def match(path: str) -> Match:
    """The route of a path; every segment must fit exactly, a trailing slash is a segment more."""
    segments = path.split("/")
    for function in FUNCTIONS:
        for route in function.routes:
            parameters = _fit(route.path.split("/"), segments)
            if parameters is not None:
                return Match(function, route.path, parameters)
    return Match(_DEFAULT, ANYTHING, {})


def _fit(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    parameters = {}
    for wanted, found in zip(pattern, segments, strict=True):
        if wanted.startswith("{") and found:
            parameters[wanted[1:-1]] = found
        elif wanted != found:
            return None
    return parameters
