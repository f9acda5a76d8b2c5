"""What CloudFront and the HTTP API do: pages from the built site, `/shop/*` to the functions."""

from __future__ import annotations

import argparse
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from pelicart_infra.headers import security_headers
from pelicart_infra.local.answers import response_from
from pelicart_infra.local.events import Shape, event_from
from pelicart_infra.local.invoke import FunctionFailed, Functions, NoAnswer
from pelicart_infra.local.routing import match
from pelicart_infra.local.serving import adopt, log_to_stderr, serve
from pelicart_infra.local.static import serve_file

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes of a request that an HTTP API takes; the functions have a lower limit of their own."""

Invoke = Callable[[str, Mapping[str, object]], object]
_PLAIN = Shape()
_log = logging.getLogger("pelicart.gateway")


@dataclass(frozen=True, slots=True)
class Gateway:
    """A WSGI application over the folder of the built site and a way to run functions."""

    output: Path
    invoke: Invoke
    shape: Shape = _PLAIN

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        started = time.monotonic()
        route, response = self._answer(request)
        took = 1000 * (time.monotonic() - started)
        _log.info("%s %s %s %.0f ms", request.method, route, response.status_code, took)
        return response(environ, start_response)

    def _answer(self, request: Request) -> tuple[str, Response]:
        """The response, and the route it came by: the path itself may hold a token."""
        if not request.path.startswith("/shop/"):
            return "site", serve_file(request, self.output)
        matched = match(request.path)
        try:
            event = event_from(request, matched, self.shape)
            return matched.path, response_from(self.invoke(matched.function.name, event))
        except HTTPException as wrong:
            return matched.path, _own(wrong.code or 400, wrong.name)
        except NoAnswer:
            return matched.path, _own(503, "Service Unavailable")
        except (FunctionFailed, ValueError):
            return matched.path, _own(500, "Internal Server Error")


def _own(status: int, message: str) -> Response:
    """The gateway's own words, as API Gateway puts them, with the headers that CloudFront adds."""
    response = Response(f'{{"message":"{message}"}}', status, content_type="application/json")
    response.headers.extend(security_headers(https=False))
    return response


def main() -> None:
    """Serves the folder and the functions on the socket handed down as `--fd`."""
    options = argparse.ArgumentParser(prog="gateway")
    options.add_argument("--fd", type=int, required=True)
    options.add_argument("--output", type=Path, required=True)
    options.add_argument("--functions", required=True, metavar="URL")
    options.add_argument("--base64-bodies", action="store_true")
    options.add_argument("--cookies-in-headers", action="store_true")
    given = options.parse_args()
    log_to_stderr()
    secret = os.environ.get("PELICART_ORIGIN_SECRET", "")
    shape = Shape(given.base64_bodies, given.cookies_in_headers, secret)
    gateway = Gateway(given.output.resolve(), Functions(given.functions).invoke, shape)
    serve(gateway, adopt(given.fd))


if __name__ == "__main__":
    main()
