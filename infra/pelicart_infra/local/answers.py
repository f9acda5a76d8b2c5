"""A function's answer (payload format 2.0) as the HTTP response that the gateway sends."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from werkzeug import Response


class Malformed(ValueError):
    """The function's answer is none that the gateway can pass on."""


def response_from(answer: object) -> Response:
    """The HTTP answer of a function's answer, or `Malformed`."""
    if not isinstance(answer, dict) or not isinstance(answer.get("statusCode"), int):
        raise Malformed("an answer needs a statusCode")
    headers, cookies = answer.get("headers") or {}, answer.get("cookies") or []
    if not all(isinstance(text, str) for text in (*headers, *headers.values(), *cookies)):
        raise Malformed("headers and cookies are text")
    response = Response(_bytes(answer), status=answer["statusCode"])
    response.headers.pop("Content-Type", None)
    response.autocorrect_location_header = False
    for name, value in headers.items():
        response.headers[name] = value
    for cookie in cookies:
        response.headers.add("Set-Cookie", cookie)
    response.headers.setdefault("Content-Type", "text/plain; charset=utf-8")
    return response


def _bytes(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body") or ""
    if not isinstance(body, str):
        raise Malformed("a body is text")
    if not answer.get("isBase64Encoded"):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as wrong:
        raise Malformed("the body is not base64") from wrong
