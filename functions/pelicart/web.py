"""The edge: runs a request to an answer in Lambda's shape, and knows HTTP statuses alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pelicart.errors import PelicartError, TooMany, WrongMethod
from pelicart.logs import log, log_crash
from pelicart.request import Event, Request, request_from

STATUSES: Mapping[str, int] = {
    "bad-request": 400,
    "too-large": 413,
    "wrong-method": 405,
    "wrong-type": 415,
    "cross-site": 400,
    "past-cdn": 400,
    "forged": 400,
    "bad-form": 422,
    "cart-full": 422,
    "total-too-large": 422,
    "too-fast": 429,
    "too-many-requests": 429,
    "empty-cart": 409,
    "sold-out": 409,
    "quote-changed": 409,
    "wrong-state": 409,
    "too-many-attempts": 409,
    "quote-expired": 410,
    # The CDN may answer 403 and 404 with the static site's own page: 410 stays ours.
    "not-found": 410,
    "unknown-product": 410,
    "raced": 503,
    "refused": 503,
    "table-down": 503,
    "provider-down": 503,
    "provider-refused": 503,
}
"""By error code; any other is 500."""


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


def plain(status: int, text: str) -> Response:
    """A word for programs, and for where no page can be made."""
    return Response(status, text, {"content-type": "text/plain; charset=utf-8"})


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
    """What an endpoint needs from its surroundings to answer at all.

    `headers` are asked for last: the origins of hand-offs are known once the shop was read.
    """

    headers: Callable[[], Mapping[str, str]]
    error: Callable[[PelicartError, int, Request | None], Response]


def serve(event: Event, run: Callable[[Request], Response], edge: Edge) -> dict[str, Any]:
    """Runs one request to its answer; every error ends in a page or acknowledgement, logged."""
    request: Request | None = None
    try:
        request = request_from(event)
        response = run(request)
    except Exception as failure:  # noqa: BLE001  the last line: told, counted, never shown
        response = _failed(failure, request, edge)
    return answer(response, edge.headers())


def _failed(failure: Exception, request: Request | None, edge: Edge) -> Response:
    wrong = _told(failure, request)
    status = STATUSES.get(wrong.code, 500)
    try:
        response = edge.error(wrong, status, request)
    except Exception as worse:  # noqa: BLE001  a broken page must not take the status with it
        _told(worse, request)
        response = plain(status, wrong.code)
    return replace(response, headers={**response.headers, **_beside(wrong)})


def _beside(wrong: PelicartError) -> dict[str, str]:
    """What the headers say of an error."""
    if isinstance(wrong, WrongMethod):
        return {"allow": ", ".join(wrong.allowed)}
    return {"retry-after": str(wrong.after)} if isinstance(wrong, TooMany) else {}


def _told(failure: Exception, request: Request | None) -> PelicartError:
    """The failure as one of ours, after it was logged."""
    if isinstance(failure, PelicartError):
        status = STATUSES.get(failure.code, 500)
        level = logging.ERROR if status == 500 else logging.INFO
        log(level, failure.code, request, **{**failure.ids, "answered": status})
        return failure
    log_crash(failure, request)
    return PelicartError("crash")
