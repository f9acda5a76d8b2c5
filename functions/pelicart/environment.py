"""What a function can't do without in its environment."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart.errors import Misconfigured


def required(environment: Mapping[str, str], name: str) -> str:
    """The variable's value; `Misconfigured`, naming it, if there is none."""
    if value := environment.get(name):
        return value
    raise Misconfigured(f"{name} is not set")
