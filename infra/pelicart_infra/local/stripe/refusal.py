"""Errors in Stripe's shape; https://docs.stripe.com/api/errors."""

from __future__ import annotations

from typing import Any

from pelicart_infra.local.standin import Refusal

REUSED = "idempotency_error"


def missing(kind: str, named: str) -> Refusal:
    """404 for an id that names nothing."""
    return Refusal(f"No such {kind}: '{named}'", code="resource_missing", param="id", status=404)


def body_of(refusal: Refusal) -> dict[str, Any]:
    """The JSON of the answer; `param` is written as it came, `line_items[0][price]`."""
    reused = refusal.code == REUSED
    kind = REUSED if reused else "api_error" if refusal.status >= 500 else "invalid_request_error"
    code = "" if reused else refusal.code
    error = {"type": kind, "message": str(refusal), "code": code, "param": refusal.param}
    return {"error": {name: value for name, value in error.items() if value}}
