"""A handler that does nothing: what Lambda's own part of a start takes."""

from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001
    """An answer."""
    return {"statusCode": 200}
