"""What a function can't do without in its environment, and what that says of where it runs."""

from __future__ import annotations

from collections.abc import Mapping

from pelicart.errors import Misconfigured


def required(environment: Mapping[str, str], name: str) -> str:
    """The variable's value; `Misconfigured`, naming it, if there is none."""
    if value := environment.get(name):
        return value
    raise Misconfigured(f"{name} is not set")


def beside_local_table(environment: Mapping[str, str]) -> bool:
    """Whether the table is a stand-in on this machine, as in the demo and its tests."""
    endpoint = environment.get("AWS_ENDPOINT_URL_DYNAMODB", "")
    return endpoint.startswith(("http://127.0.0.1:", "http://localhost:"))
