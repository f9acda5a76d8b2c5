"""The edge: HTTP API v2 events in, neutral requests and answers between, Lambda's answers out.

This module alone knows Lambda's shapes and HTTP statuses. Everything in an event is hostile.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from pelicart.errors import (
    BadRequest,
    CrossSite,
    PelicartError,
    TooLarge,
    WrongMethod,
    WrongType,
)

Event = Mapping[str, Any]
Handler = Callable[[Event, object], dict[str, Any]]

LARGEST_BODY = 32 * 1024
MOST_FIELDS = 200
FORM = "application/x-www-form-urlencoded"

STATUSES: Mapping[str, int] = {
    "bad-request": 400,
    "too-large": 413,
    "wrong-method": 405,
    "wrong-type": 415,
    "cross-site": 400,
    "forged": 400,
    "bad-form": 422,
    "cart-full": 422,
    "undeliverable": 422,
    "empty-cart": 409,
    "sold-out": 409,
    "quote-changed": 409,
    "wrong-state": 409,
    "quote-expired": 410,
    # The CDN may answer 403 and 404 with the static site's own page: 410 stays ours.
    "not-found": 410,
    "unknown-product": 410,
    "raced": 503,
    "table-down": 503,
    "provider-down": 503,
    "provider-refused": 503,
}

_log = logging.getLogger("pelicart")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names in lower case, `body` the raw bytes."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes = field(repr=False)
    id: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def allow(self, *methods: str) -> None:
        """Raises `WrongMethod` unless the method is one of these."""
        if self.method not in methods:
            raise WrongMethod(*methods)

    def form(self, origin: str) -> dict[str, str]:
        """The posted fields, from a page of `origin` alone. Each field once, UTF-8."""
        self._same_site(origin)
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM:
            raise WrongType("not a form")
        return _fields(self.body)

    def _same_site(self, origin: str) -> None:
        # A browser sends at least one of these with a POST; what sends neither has no cookies
        # of a shopper to abuse.
        site = self.headers.get("sec-fetch-site", "same-origin")
        if self.headers.get("origin", origin) != origin or site not in {"same-origin", "none"}:
            raise CrossSite("posted from elsewhere")


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; `cookies` are whole Set-Cookie values."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


def see_other(url: str, *cookies: str) -> Response:
    """303: get that page now. `url` comes from configuration or a provider, never from a form."""
    return Response(303, headers={"location": url}, cookies=cookies)


def page(html: str, *cookies: str, status: int = 200) -> Response:
    """A page that nobody may keep or frame."""
    return Response(status, html, {"content-type": "text/html; charset=utf-8"}, cookies)


def headers(form_action: tuple[str, ...], *, https: bool) -> dict[str, str]:
    """What every answer of a function carries; `form_action` lists each origin of a hand-off.

    Chromium applies form-action to the redirect after a POST as well.
    """
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action " + " ".join(("'self'", *form_action))
    )
    secure = {"strict-transport-security": "max-age=63072000; includeSubDomains"} if https else {}
    return secure | {
        "cache-control": "no-store",
        "content-security-policy": policy + ("; upgrade-insecure-requests" if https else ""),
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "referrer-policy": "strict-origin-when-cross-origin",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }


def request_from(event: Event) -> Request:
    """The request of an HTTP API payload 2.0 event, or `BadRequest`."""
    try:
        http = event["requestContext"]["http"]
        names = {str(k).lower(): str(v) for k, v in (event.get("headers") or {}).items()}
        cookies = event.get("cookies") or names.get("cookie", "").split(";")
        request = Request(
            method=str(http["method"]).upper(),
            path=str(event["rawPath"]),
            query=_pairs(str(event.get("rawQueryString") or "")),
            headers=names,
            cookies=_cookies(cookies),
            body=_body(event),
            id=str(event["requestContext"].get("requestId") or ""),
            parameters=dict(event.get("pathParameters") or {}),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise BadRequest("no event of an HTTP API") from wrong
    return request


def _body(event: Event) -> bytes:
    text = event.get("body") or ""
    encoded = bool(event.get("isBase64Encoded"))
    # Checked before decoding: base64 is four thirds of what it stands for.
    if len(text) > (LARGEST_BODY * 4 // 3 + 4 if encoded else LARGEST_BODY):
        raise TooLarge("body")
    try:
        body = base64.b64decode(text, validate=True) if encoded else text.encode()
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise BadRequest("body is not readable") from wrong
    if len(body) > LARGEST_BODY:
        raise TooLarge("body")
    return body


def _fields(body: bytes) -> dict[str, str]:
    try:
        return _once(
            parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                strict_parsing=bool(body),
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        )
    except ValueError as wrong:
        raise BadRequest("form is not readable") from wrong


def _pairs(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    fields = dict(pairs)
    if len(fields) != len(pairs) or any(_CONTROL.search(text) for pair in pairs for text in pair):
        raise BadRequest("a field twice, or control characters")
    return fields


def _cookies(pairs: list[str]) -> dict[str, str]:
    split = (pair.strip().partition("=") for pair in pairs)
    # The first of two equal names is the one with the longer path (RFC 6265 5.4).
    cookies: dict[str, str] = {}
    for name, _, value in split:
        cookies.setdefault(name, value)
    return cookies


def answer(response: Response, always: Mapping[str, str]) -> dict[str, Any]:
    """Lambda's answer, with the headers that every answer carries."""
    return {
        "statusCode": response.status,
        "headers": {**always, **response.headers},
        "cookies": list(response.cookies),
        "body": response.body,
        "isBase64Encoded": False,
    }


@dataclass(frozen=True, slots=True)
class Edge:
    """What an endpoint needs from its surroundings to answer at all."""

    headers: Mapping[str, str]
    error: Callable[[PelicartError, int, Request | None], Response]


def serve(event: Event, run: Callable[[Request], Response], edge: Edge) -> dict[str, Any]:
    """Runs one request to its answer; every error ends in a page or acknowledgement, logged.

    The log holds codes and ids from a fixed list: no body, header, address or token.
    """
    request: Request | None = None
    try:
        request = request_from(event)
        response = run(request)
    except PelicartError as wrong:
        status = STATUSES.get(wrong.code, 500)
        level = logging.ERROR if status == 500 else logging.INFO
        log(level, wrong.code, request, status=status, **wrong.ids)
        response = edge.error(wrong, status, request)
        if isinstance(wrong, WrongMethod):
            response = replace(
                response, headers={**response.headers, "allow": ", ".join(wrong.allowed)}
            )
    except Exception as crash:  # noqa: BLE001  the last line: told, counted, never shown
        log(logging.ERROR, "crash", request, error=type(crash).__name__, at=_place(crash))
        response = edge.error(PelicartError("crash"), 500, request)
    return answer(response, edge.headers)


def log(level: int, code: str, request: Request | None = None, **ids: str | int) -> None:
    """One JSON line; `ids` must be safe to keep."""
    about = {"method": request.method, "request": request.id} if request else {}
    _log.log(level, json.dumps({"event": code, **about, **ids}))


def _place(crash: BaseException) -> str:
    """File and line where it happened: a stack's text may hold values, this holds none."""
    trace = crash.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (
        f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    )
