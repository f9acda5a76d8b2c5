"""Functions read their secrets when they start: a changed secret needs new processes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pelicart_command.aws import asking

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from pelicart_command.keys_place import Place

MARK = "PELICART_STARTED"
"""A variable that nobody reads: AWS starts a function anew whenever its environment changes."""


def start_anew(place: Place, variable: str) -> Iterator[str]:
    """Starts every function anew that is given this secret, and waits for it; says so in a line."""
    users = place.users(variable)
    if not users:
        yield "No function is deployed that reads it."
        return
    _restart(place.session.client("lambda"), users)
    yield f"Started anew: {', '.join(users)}."


def _restart(functions: LambdaClient, names: Sequence[str]) -> None:
    mark = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    updated = functions.get_waiter("function_updated")
    with asking("start the functions anew, and the old secret may still be in use"):
        for name in names:
            updated.wait(FunctionName=name)  # a deployment may be under way
            now = functions.get_function_configuration(FunctionName=name)
            variables = now.get("Environment", {}).get("Variables", {})
            functions.update_function_configuration(
                FunctionName=name, Environment={"Variables": {**variables, MARK: mark}}
            )
        for name in names:
            updated.wait(FunctionName=name)
