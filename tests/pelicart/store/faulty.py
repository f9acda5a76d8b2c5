"""A table that is busy, broken or silent on demand: a proxy before the local table.

Error codes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

TRANSACT = "TransactWriteItems"
SINGLE = ("PutItem", "UpdateItem", "DeleteItem")


def error(code: str, status: int = 400, **more: object) -> tuple[int, bytes]:
    kind = f"com.amazonaws.dynamodb.v20120810#{code}"
    return status, json.dumps({"__type": kind, "message": "told to", **more}).encode()


def cancelled(*reasons: str) -> tuple[int, bytes]:
    return error("TransactionCanceledException", CancellationReasons=[{"Code": c} for c in reasons])


THROTTLED = {
    "throttled": error("ThrottlingException"),
    "over its throughput": error("ProvisionedThroughputExceededException"),
    "over the account's limit": error("RequestLimitExceeded"),
}
BROKEN = {
    "broken": error("InternalServerError", 500),
    "unavailable": error("ServiceUnavailable", 503),
    "html instead": (502, b"<html>Bad Gateway</html>"),
    "hung up": "before",
    "answer lost": "after",
}
CONTENDED = {
    "conflict": cancelled("None", "TransactionConflict"),
    "throttled within": cancelled("ThrottlingError", "None"),
    "over its throughput within": cancelled("None", "ProvisionedThroughputExceeded"),
    "in progress": error("TransactionInProgressException"),
}
CONTENDED_ITEM = {"conflict": error("TransactionConflictException")}

Fault = tuple[int, bytes] | str
"""An answer; or to hang up `before` the request is passed on or `after`, or `never` to answer."""


def faults_of(operation: str) -> dict[str, Fault]:
    """What this operation may meet, by name."""
    own = CONTENDED if operation == TRANSACT else CONTENDED_ITEM if operation in SINGLE else {}
    return {**THROTTLED, **BROKEN, **own}


class Faulty(ThreadingHTTPServer):
    """`fault` befalls each call of `operation`; `asked` counts the calls of every operation."""

    daemon_threads = True

    def __init__(self, table: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.table, self.asked = urlsplit(table).netloc, Counter[str]()
        self.operation, self.fault, self.over = "", None, threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def meeting(self, operation: str, fault: Fault) -> Iterator[Counter[str]]:
        """For as long as this lasts; what is asked meanwhile."""
        self.asked.clear()
        self.operation, self.fault = operation, fault
        yield self.asked
        self.operation = ""


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Faulty

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        operation = self.headers["x-amz-target"].rpartition(".")[2]
        self.server.asked[operation] += 1
        fault = self.server.fault if operation == self.server.operation else None
        if fault == "never":
            self.server.over.wait(5)
        passed = self._passed_on(body) if fault in {None, "after"} else fault
        if isinstance(fault, str):
            self.close_connection = True
        else:
            self._answer(*passed)

    def _passed_on(self, body: bytes) -> tuple[int, bytes]:
        connection = HTTPConnection(self.server.table)
        try:
            connection.request("POST", "/", body, dict(self.headers))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
