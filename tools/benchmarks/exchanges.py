"""What a function says to the table and to its provider, recorded once and answered again.

Recorded from the stand-ins of this machine; answered at once, so that no stand-in is measured.
"""

from __future__ import annotations

import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

_DIGITS = re.compile(rb"\d+")
_KEPT = ("content-type", "request-id", "idempotent-replayed")
_READS = ("BatchGetItem", "Query")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: a path, or an operation of the table."""

    method: str
    path: str
    operation: str
    body: bytes = field(repr=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What is alike in the same request an hour later; reads are told apart by their keys."""
        body = _DIGITS.sub(b"0", self.body) if self.operation in _READS else b""
        return self.method, self.path, self.operation, body.decode()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer."""

    asked: Asked
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


class Quick(BaseHTTPRequestHandler):
    """Keeps connections, says nothing, and doesn't wait to send."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its own name
        """Nothing."""

    def take(self) -> Asked:
        """The request."""
        length = int(self.headers.get("content-length") or 0)
        operation = (self.headers.get("x-amz-target") or "").rpartition(".")[2]
        return Asked(self.command, self.path, operation, self.rfile.read(length))

    def give(self, exchange: Exchange) -> None:
        """The answer."""
        self.send_response_only(exchange.status)
        for name, value in exchange.headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(exchange.body)))
        self.end_headers()
        self.wfile.write(exchange.body)
        self.wfile.flush()


class _Server(ThreadingHTTPServer):
    """Whose callers are killed in the middle of it, and that is no error."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Only what is an error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serves on a free port of loopback, and gives its address."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def recording(
    upstream: str, tape: list[Exchange], watch: Callable[[Asked, Callable[[], Exchange]], Exchange]
) -> Iterator[str]:
    """An address that passes on to another and notes everything; `watch` stands between."""
    netloc = urlsplit(upstream).netloc

    class Handler(Quick):
        def do_POST(self) -> None:
            asked, headers = self.take(), dict(self.headers)
            exchange = watch(asked, lambda: _passed_on(netloc, asked, headers))
            tape.append(exchange)
            self.give(exchange)

        do_GET = do_DELETE = do_POST  # noqa: N815  the server's names

    with serving(Handler) as url:
        yield url


def _passed_on(netloc: str, asked: Asked, headers: dict[str, str]) -> Exchange:
    connection = HTTPConnection(netloc, timeout=30)
    try:
        connection.request(asked.method, asked.path, asked.body, headers)
        response = connection.getresponse()
        kept = tuple((n, v) for n in _KEPT if (v := response.getheader(n)))
        return Exchange(asked, response.status, kept, response.read())
    finally:
        connection.close()


class Replay:
    """Answers one invocation after another from what was recorded; `seconds` is its own work."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], list[Exchange]] = defaultdict(list)
        self._said: dict[tuple[str, ...], int] = defaultdict(int)
        self.seconds = 0.0
        self.asked = 0
        self.strange: list[Asked] = []

    def load(self, exchanges: Sequence[Exchange]) -> None:
        """From now on, this is known."""
        self._known.clear()
        for exchange in exchanges:
            self._known[exchange.asked.key].append(exchange)
        self.rewind()

    def rewind(self) -> None:
        """Another invocation begins."""
        self._said.clear()
        self.seconds, self.asked = 0.0, 0

    def answer(self, asked: Asked) -> Exchange:
        """What was said to the same request, in turn; anything strange fails the benchmark."""
        known = self._known.get(asked.key)
        if not known:
            self.strange.append(asked)
            return Exchange(asked, 500, (), b"{}")
        turn = min(self._said[asked.key], len(known) - 1)
        self._said[asked.key] += 1
        return known[turn]

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address."""
        replay = self

        class Handler(Quick):
            def do_POST(self) -> None:
                started = time.perf_counter()
                self.give(replay.answer(self.take()))
                replay.asked += 1
                replay.seconds += time.perf_counter() - started

            do_GET = do_DELETE = do_POST  # noqa: N815  the server's names

        with serving(Handler) as url:
            yield url
