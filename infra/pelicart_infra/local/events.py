"""HTTP requests as an API Gateway HTTP API hands them to Lambda.

Payload format 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/
http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import base64
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request

from pelicart_infra.functions import ANYTHING
from pelicart_infra.local.routing import Match

FORM = "application/x-www-form-urlencoded"
_TEXT = ("text/", "application/json", "application/xml", "application/javascript", FORM)

HOST = "functions.invalid"
"""CloudFront keeps the shopper's Host header from the functions: no link may be built from it."""

SECRET, VIEWER = "x-pelicart-origin", "cloudfront-viewer-address"
"""What CloudFront adds: proof that it asks, and who asked it."""

EDGE = "203.0.113.1"
"""The address that an HTTP API sees behind CloudFront: a machine of CloudFront's."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The two liberties of gateways that functions must bear, and a CDN before the gateway.

    `base64_forms`: AWS encodes form bodies too. `cookies_in_headers`: some gateways have no
    `cookies` list. `secret`: what CloudFront adds, so that its origin knows it; empty without one.
    """

    base64_forms: bool = False
    cookies_in_headers: bool = False
    secret: str = field(default="", repr=False)


def event_from(request: Request, matched: Match, shape: Shape) -> dict[str, Any]:
    """The event of a request."""
    route_key = matched.path if matched.path == ANYTHING else f"ANY {matched.path}"
    headers, cookies = _headers(request, shape)
    body, encoded = _body(request, shape)
    query = {name: ",".join(values) for name, values in request.args.lists()}
    return {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": request.path,
        "rawQueryString": request.query_string.decode("ascii", "replace"),
        **({"cookies": cookies} if cookies else {}),
        "headers": headers,
        **({"queryStringParameters": query} if query else {}),
        "requestContext": _context(request, route_key, shape),
        **({"pathParameters": dict(matched.parameters)} if matched.parameters else {}),
        **({"body": body} if body else {}),
        "isBase64Encoded": encoded,
    }


def _headers(request: Request, shape: Shape) -> tuple[dict[str, str], list[str]]:
    headers: dict[str, str] = {}
    for name, value in request.headers:
        low = name.lower()
        headers[low] = f"{headers[low]},{value}" if low in headers else value
    headers["host"] = HOST
    headers["x-forwarded-for"] = request.remote_addr or ""
    headers["x-forwarded-proto"] = "https"
    if shape.secret:  # in the place of whatever the browser sent by these names
        headers[SECRET] = shape.secret
        headers[VIEWER] = f"{request.remote_addr}:{request.environ.get('REMOTE_PORT', 0)}"
    cookies = [part.strip() for part in headers.get("cookie", "").split(";") if part.strip()]
    if shape.cookies_in_headers:
        return headers, []
    headers.pop("cookie", None)
    return headers, cookies


def _body(request: Request, shape: Shape) -> tuple[str, bool]:
    raw = request.get_data()
    as_text = request.mimetype.startswith(_TEXT) or request.mimetype.endswith(("+json", "+xml"))
    if as_text and not (shape.base64_forms and request.mimetype == FORM):
        with suppress(UnicodeDecodeError):  # not the text it says it is: bytes, then
            return raw.decode(), False
    return base64.b64encode(raw).decode(), bool(raw)


def _context(request: Request, route_key: str, shape: Shape) -> dict[str, Any]:
    now = time.time()
    return {
        "accountId": "anonymous",
        "apiId": "local",
        "domainName": HOST,
        "domainPrefix": HOST.partition(".")[0],
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": str(request.environ.get("SERVER_PROTOCOL", "HTTP/1.1")),
            "sourceIp": EDGE if shape.secret else request.remote_addr or "",
            "userAgent": request.user_agent.string,
        },
        "requestId": uuid.uuid4().hex,
        "routeKey": route_key,
        "stage": "$default",
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }
