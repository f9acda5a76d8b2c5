"""Calls to a provider's HTTP interface with nothing but the standard library.

Stripe brings a library of its own, whose calls are carried by `stripe.carrier`; every other module
calls through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLContext, create_default_context
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pelicart.errors import BadRequest, Misconfigured, ProviderDown
from pelicart.payments.strict import strict_object

TIMEOUT = (2.0, 8.0)
"""Seconds to connect, and then to wait for the whole answer."""

LARGEST = 1_000_000
"""Bytes of an answer; providers' own are a hundredth of it."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# Too many calls, or too slow a one: nothing was said about what was asked.
_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said: any status of 2xx or 4xx but those that ask us to come later."""

    status: int
    body: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """The object that the body spells; `ProviderDown` if it is none, such as a page."""
        try:
            return strict_object(self.body)
        except BadRequest:
            raise ProviderDown("an answer that is no JSON object", status=self.status) from None


@dataclass(frozen=True, slots=True)
class Api:
    """A provider's interface below `base`: https, or http on this machine; else `Misconfigured`.

    Every call has a connection of its own, follows no redirect and is made once.
    """

    base: str
    timeout: tuple[float, float] = TIMEOUT

    def __post_init__(self) -> None:
        at = _split(self.base)
        plain = at.scheme == "http" and at.hostname in LOOPBACK
        if not at.hostname or "@" in at.netloc or not (at.scheme == "https" or plain):
            raise Misconfigured("a provider's interface has an address of https://")

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer; `path` is ASCII, escaped, and may have a query.

        Raises `ProviderDown` if there was none in time, if it is over `LARGEST`, sends us
        elsewhere (3xx), is the server's own failure (5xx) or asks to come later.
        """
        try:
            answer = self._asked(method, path, body, {"user-agent": "pelicart", **(headers or {})})
        except (OSError, HTTPException) as error:
            # Neither its text nor its cause: they may quote what was sent.
            raise ProviderDown(type(error).__name__) from None
        if answer.status >= 500 or answer.status < 200 or 300 <= answer.status < 400:
            raise ProviderDown("no answer to what was asked", status=answer.status)
        if answer.status in _LATER:
            raise ProviderDown("asked to come later", status=answer.status)
        return answer

    def _asked(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        at = _split(self.base)
        connection = connection_to(at, self.timeout[0])
        try:
            connection.connect()
            connection.sock.settimeout(self.timeout[1])
            until = monotonic() + self.timeout[1]
            connection.request(method, at.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, whole(response, until))
        finally:
            connection.close()


def whole(response: HTTPResponse, until: float) -> bytes:
    """All of the body: a part of one, or one that trickles in, is no answer."""
    body = b""
    while part := response.read1(LARGEST):
        body += part
        if len(body) > LARGEST:
            raise ProviderDown("an answer without end", status=response.status)
        if monotonic() > until:
            raise TimeoutError
    if response.length:
        raise ProviderDown("half an answer", status=response.status)
    return body


def connection_to(at: SplitResult, timeout: float) -> HTTPConnection:
    """Not yet open; `timeout` is for connecting."""
    host = at.hostname or ""
    if at.scheme == "https":
        return HTTPSConnection(host, at.port, timeout=timeout, context=_tls())
    return HTTPConnection(host, at.port, timeout=timeout)


@cache
def _tls() -> SSLContext:
    """Reading the certificate authorities takes longer than a handshake: once is enough."""
    return create_default_context()


def _split(base: str) -> SplitResult:
    try:
        at = urlsplit(base)
        _ = at.port  # read now: a port that is none raises only here
    except ValueError:
        raise Misconfigured("a provider's interface has an address of https://") from None
    return at
