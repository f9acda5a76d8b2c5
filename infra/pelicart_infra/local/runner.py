"""The functions' own process: Lambda's Invoke API on loopback, nothing but JSON in and out.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from pelicart_infra.functions import FUNCTIONS, Function
from pelicart_infra.local.serving import listen, log_to_stderr, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Handler = Callable[[dict[str, Any], object], object]

LARGEST = 6 * 1024 * 1024
"""Bytes of an event or an answer in a synchronous invocation."""

_ROUTES = Map([Rule("/2015-03-31/functions/<name>/invocations", methods=["POST"])])
_log = logging.getLogger("pelicart.runner")


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda tells a handler about its invocation."""

    function_name: str
    timeout: int
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation."""
        return max(0, int(1000 * (self.started + self.timeout - time.monotonic())))


def load(functions: Iterable[Function]) -> dict[str, Handler]:
    """Imports every handler once; an import that fails ends the process, as on Lambda."""
    return {function.name: resolve(function.handler) for function in functions}


def resolve(handler: str) -> Handler:
    """The callable that `module:name` stands for."""
    module, _, name = handler.partition(":")
    found: Handler = getattr(importlib.import_module(module), name)
    return found


@dataclass(frozen=True, slots=True)
class Runner:
    """A WSGI application that runs handlers by name."""

    handlers: Mapping[str, Handler]
    timeouts: Mapping[str, int] = field(default_factory=dict)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        try:
            _, values = _ROUTES.bind_to_environ(environ).match()
        except HTTPException as wrong:
            return wrong(environ, start_response)
        return self._invoke(values["name"], Request(environ))(environ, start_response)

    def _invoke(self, name: str, request: Request) -> Response:
        handler = self.handlers.get(name)
        if handler is None:
            return _refusal(404, "ResourceNotFoundException", f"Function not found: {name}")
        raw = request.get_data()
        if len(raw) > LARGEST:
            return _refusal(413, "RequestTooLargeException", f"over {LARGEST} bytes")
        try:
            event = json.loads(raw or b"{}")
        except ValueError:
            return _refusal(400, "InvalidRequestContentException", "the event is not JSON")
        return self._run(name, handler, event)

    def _run(self, name: str, handler: Handler, event: dict[str, Any]) -> Response:
        context = Context(name, self.timeouts.get(name, 3))
        try:
            answer = handler(event, context)
            body = json.dumps(answer)
        except Exception as crash:  # noqa: BLE001  whatever it is, the caller is told
            _log.exception("%s %s failed", name, context.aws_request_id)
            return _failure(crash)
        _log_end(context, answer)
        return Response(body, content_type="application/json")


def _log_end(context: Context, answer: object) -> None:
    """Which function, what status, how long: never the event, whose path holds tokens."""
    status = answer.get("statusCode", "done") if isinstance(answer, dict) else "done"
    took = 1000 * (time.monotonic() - context.started)
    _log.info("%s %s %s %.0f ms", context.function_name, context.aws_request_id, status, took)


def _refusal(status: int, kind: str, message: str) -> Response:
    """The Invoke API's own error: no handler was run."""
    answer = Response(json.dumps({"Type": "User", "Message": message}), status=status)
    answer.headers["X-Amzn-ErrorType"] = kind
    answer.content_type = "application/json"
    return answer


def _failure(crash: Exception) -> Response:
    """A handler's exception: 200, and a header that tells it from an answer."""
    told = {"errorMessage": str(crash), "errorType": type(crash).__name__}
    answer = Response(json.dumps(told), content_type="application/json")
    answer.headers["X-Amz-Function-Error"] = "Unhandled"
    return answer


def main() -> None:
    """Serves the functions named, or all of them, on any free port: `ready http://...`."""
    named = set(sys.argv[1:])
    functions = [function for function in FUNCTIONS if not named or function.name in named]
    log_to_stderr()
    timeouts = {function.name: function.timeout for function in functions}
    serve(Runner(load(functions), timeouts), listen(0))


if __name__ == "__main__":
    main()
