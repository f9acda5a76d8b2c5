"""Ways to the imitation for whoever knows no name server, or comes without TLS."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import httpx

HOP = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}


@dataclass
class Relay:
    """Plain HTTP on any free port, passed on as a request to `host`, or to whom it is for.

    `plain` tells the CDN that its viewer came without TLS, as CloudFront would see by itself.
    """

    transport: Callable[[], httpx.BaseTransport]
    plain: bool = False
    host: str = ""
    server: ThreadingHTTPServer = field(init=False)

    def __enter__(self) -> Self:
        relay = self

        class Passing(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                answer = relay.passed(self.command, self.path, dict(self.headers), body)
                self.send_response(answer.status_code)
                for name, value in answer.headers.multi_items():
                    if name not in HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_POST = do_GET  # noqa: N815  as http.server names them

            def log_message(self, *_: object) -> None:
                """Nothing: tests tell what matters."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def passed(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> httpx.Response:
        host = self.host or {name.lower(): value for name, value in headers.items()}["host"]
        sent = {name: value for name, value in headers.items() if name.lower() not in HOP}
        sent |= {"x-forwarded-proto": "http"} if self.plain else {}
        with httpx.Client(transport=self.transport(), timeout=30) as client:
            return client.request(method, f"https://{host}{path}", headers=sent, content=body)
