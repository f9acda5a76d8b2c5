"""Carries the SDK's calls by the standard library.

Its usual way, `requests`, takes longer to import than all the rest that a function starts with, and
without it the SDK does as well: https://github.com/stripe/stripe-python#configuring-a-client
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from ssl import SSLError
from time import monotonic, time
from typing import cast
from urllib.parse import SplitResult, urlsplit

from stripe import APIConnectionError, HTTPClient

from pelicart.kept import IDLE, silent
from pelicart.payments.calling import connection_to, whole

_failed = cast("Callable[..., APIConnectionError]", APIConnectionError)  # it has no types
Answered = tuple[bytes, int, Mapping[str, str]]


class Carrier(HTTPClient):
    """Keeps a connection per thread for as long as it can be trusted; `timeout` as in `Api`."""

    name = "http.client"

    def __init__(self, timeout: tuple[float, float]) -> None:
        super().__init__()
        self._timeout = timeout

    def request(  # type: ignore[override]  # bytes, as the SDK's own carriers give
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: str | None = None
    ) -> Answered:
        """Body, status and headers; the SDK asks again after an `APIConnectionError`, or not."""
        at = urlsplit(url)
        try:
            connection = self._ready(at)
            try:
                return self._asked(connection, method, at, headers or {}, post_data)
            except BaseException:
                self.close()
                raise
        except (OSError, HTTPException) as error:
            # Neither its text nor its cause: they may quote what was sent.
            again = not isinstance(error, SSLError)
            raise _failed(type(error).__name__, should_retry=again) from None

    def close(self) -> None:
        """Ends this thread's connection; the next call opens another."""
        kept: HTTPConnection | None = getattr(self._thread_local, "connection", None)
        self._thread_local.connection = None
        if kept:
            kept.close()

    def _asked(
        self,
        connection: HTTPConnection,
        method: str,
        at: SplitResult,
        headers: Mapping[str, str],
        body: str | None,
    ) -> Answered:
        target = f"{at.path}?{at.query}" if at.query else at.path
        until = monotonic() + self._timeout[1]
        connection.request(method.upper(), target, body, headers)
        with connection.getresponse() as response:
            answer = whole(response, until), response.status, response.headers
        self._thread_local.used = time()
        if response.will_close:
            self.close()
        # An e-mail's headers are the mapping that the SDK hopes for: upper and lower case are one.
        return cast("Answered", answer)

    def _ready(self, at: SplitResult) -> HTTPConnection:
        local = self._thread_local
        kept: HTTPConnection | None = getattr(local, "connection", None)
        if kept and local.at == at.netloc and 0 <= time() - local.used < IDLE and silent(kept):
            return kept
        self.close()
        connection = connection_to(at, self._timeout[0])
        connection.connect()
        connection.sock.settimeout(self._timeout[1])
        local.connection, local.at, local.used = connection, at.netloc, time()
        return connection
