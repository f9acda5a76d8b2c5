"""What a browser or a provider sent: HTTP API v2 events in, neutral requests out.

Everything in an event is hostile: whatever can't be read is `BadRequest`, before anything is done.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from pelicart.errors import BadRequest, CrossSite, TooLarge, WrongMethod, WrongType

Event = Mapping[str, Any]

LARGEST_BODY = 32 * 1024
MOST_FIELDS = 200
FORM = "application/x-www-form-urlencoded"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names in lower case, `body` the raw bytes.

    `source` is the address that the gateway was asked from: a CDN's, if there is one before it.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes = field(repr=False)
    id: str = ""
    source: str = field(default="", repr=False)

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
            source=str(http.get("sourceIp") or ""),
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
