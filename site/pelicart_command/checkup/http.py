"""Requests as a stranger makes them: no redirect is followed, and nothing takes long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATIENCE = 10.0
LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and the beginning of the body; status 0 if there was none, then why."""

    status: int
    headers: Message
    text: str

    @property
    def told(self) -> str:
        """For people."""
        return f"answered {self.status}" if self.status else f"no answer ({self.text})"


class _Straight(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """None of them."""


def asked(
    url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer to GET, or to POST with a body."""
    method = "GET" if body is None else "POST"
    named = {"user-agent": "pelicart doctor", **(headers or {})}
    request = Request(url, body, named, method=method)  # noqa: S310  the shop's own address
    try:
        with build_opener(_Straight).open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.headers, _text(answer.read(LARGEST)))
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers, _text(error.read(LARGEST)))
    except (OSError, HTTPException) as gone:
        return Answer(0, Message(), type(getattr(gone, "reason", gone)).__name__)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
