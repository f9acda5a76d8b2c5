"""Where a stand-in's notices arrive: kept as they came, and passed on to the shop if it is open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60


@dataclass(frozen=True)
class Caught:
    """A notice as it arrived."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a provider is told."""

    status: int
    body: str

    def __str__(self) -> str:
        text = " ".join(self.body.split())
        return f"{self.status} {text}".strip()


@dataclass
class Catcher:
    """`taking` answers a notice at once; without it each is kept and answered with `usual`."""

    usual: Answer
    notices: list[Caught] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    taking: Callable[[Caught], Answer] | None = None
    url: str = ""

    def take(self, caught: Caught) -> Answer:
        answer = self.taking(caught) if self.taking else self.usual
        self.notices.append(caught)
        self.answers.append(answer)
        return answer

    def await_notices(self, count: int) -> list[Caught]:
        """The notices so far, once there are so many."""
        end = time.monotonic() + PATIENCE
        while len(self.notices) < count:
            assert time.monotonic() < end, f"{len(self.notices)} notices came, not {count}"
            time.sleep(0.01)
        return self.notices[:]


@contextmanager
def catching(usual: Answer) -> Iterator[Catcher]:
    """A catcher that listens on loopback."""
    catcher = Catcher(usual)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = catcher.take(Caught(body, headers))
            said = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("content-type", "text/plain")
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    catcher.url = f"http://127.0.0.1:{server.server_port}/notices"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield catcher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
