"""Errors in Stripe's shape; https://docs.stripe.com/api/errors."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that isn't carried out; `param` is written as it came, `line_items[0][price]`."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        param: str = "",
        kind: str = "invalid_request_error",
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code, self.param, self.kind = code, param, kind

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        error = {"type": self.kind, "message": str(self), "code": self.code, "param": self.param}
        return {"error": {name: value for name, value in error.items() if value}}


def missing(kind: str, named: str) -> Refusal:
    """404 for an id that names nothing."""
    return Refusal(f"No such {kind}: '{named}'", code="resource_missing", param="id", status=404)
