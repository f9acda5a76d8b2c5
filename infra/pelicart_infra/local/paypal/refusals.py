"""Errors in PayPal's shape; https://developer.paypal.com/api/rest/responses/."""

from __future__ import annotations

import json
import secrets
from typing import Any

from werkzeug import Response

from pelicart_infra.local.standin import Refusal

_NAMES = {
    400: ("INVALID_REQUEST", "Request is not well-formed, syntactically incorrect, or violates"),
    401: ("AUTHENTICATION_FAILURE", "Authentication failed due to missing or invalid credentials."),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    422: ("UNPROCESSABLE_ENTITY", "The requested action could not be performed, semantically"),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error occurred."),
}


def invalid(issue: str, field: str) -> Refusal:
    """400: a field is missing or no such value can stand there."""
    return Refusal(f"{field}: {issue}", status=400, code=issue, param=field)


def unprocessable(issue: str, field: str = "") -> Refusal:
    """422: understood, and not possible."""
    return Refusal(f"{issue} {field}".strip(), status=422, code=issue, param=field)


def missing(what: str = "INVALID_RESOURCE_ID") -> Refusal:
    """404 for an id that names nothing."""
    return Refusal("No such resource.", status=404, code=what)


def error(refusal: Refusal) -> Response:
    """The answer, with a text that quotes what was sent, as PayPal's do."""
    name, message = _NAMES.get(refusal.status, _NAMES[500])
    detail = {"issue": refusal.code or name, "description": str(refusal)}
    body: dict[str, Any] = {
        "name": name,
        "details": [{**detail, **({"field": refusal.param} if refusal.param else {})}],
        "message": message,
        "debug_id": secrets.token_hex(7),
        "links": [],
    }
    return answer(refusal.status, body)


def answer(status: int, body: object) -> Response:
    """JSON as PayPal sends it."""
    return Response(json.dumps(body), status, content_type="application/json")
