"""One HTTP connection, kept between requests for as long as it can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLContext, create_default_context
from threading import Lock
from urllib.parse import urlsplit

from pelicart.errors import TableDown
from pelicart.kept import IDLE, silent

CONNECT, READ = 1.0, 3.0
"""Seconds to wait for a connection, and for each part of an answer."""

CONNECTS = 2
"""Times to try to connect: until a request is sent, trying again is always safe."""


class Connection:
    """A connection to `origin`; threads take turns. `clock` gives epoch seconds.

    `read` are the seconds to wait for each part of an answer, `READ` unless given.
    """

    def __init__(self, origin: str, clock: Callable[[], float], read: float = 0) -> None:
        self._origin, self._clock, self._read = urlsplit(origin), clock, read
        self._lock = Lock()
        self._kept: HTTPConnection | None = None
        self._tls: SSLContext | None = None
        self._used = 0.0

    @property
    def host(self) -> str:
        """Host and port, as the Host header has them."""
        return self._origin.netloc

    def post(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """The answer and its body, asked for once; `TableDown` if there was none."""
        with self._lock:
            try:
                connection = self._ready()
                connection.request("POST", path, body, headers)
                response = connection.getresponse()
                answer = response, response.read()
            except (OSError, HTTPException) as error:
                self._drop()
                raise TableDown(type(error).__name__) from error
            self._used = self._clock()
            return answer

    def close(self) -> None:
        """Ends the connection; the next request opens another."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._kept:
            self._kept.close()
        self._kept = None

    def _ready(self) -> HTTPConnection:
        kept = self._kept
        if kept and self._clock() - self._used < IDLE and silent(kept):
            return kept
        self._drop()
        self._kept = self._connected()
        return self._kept

    def _connected(self) -> HTTPConnection:
        for _ in range(CONNECTS - 1):
            with suppress(OSError):
                return self._connect()
        return self._connect()

    def _connect(self) -> HTTPConnection:
        connection = self._unconnected(self._origin.hostname or "", self._origin.port)
        connection.connect()
        connection.sock.settimeout(self._read or READ)
        return connection

    def _unconnected(self, host: str, port: int | None) -> HTTPConnection:
        if self._origin.scheme != "https":
            return HTTPConnection(host, port, timeout=CONNECT)
        # Reading the certificate authorities takes longer than a handshake: once is enough.
        self._tls = self._tls or create_default_context()
        return HTTPSConnection(host, port, timeout=CONNECT, context=self._tls)
