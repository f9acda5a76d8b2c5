"""Turns an endpoint into a Lambda handler: wiring in, one answer out, errors as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from pelicart.errors import PastTheCdn, PelicartError
from pelicart.logs import log
from pelicart.request import Event, Request
from pelicart.web import Edge, Response, answer, headers, plain, serve
from pelicart.wiring import Wiring, wiring

Handler = Callable[[Event, object], dict[str, Any]]
Endpoint = Callable[[Request, Wiring], Response]
OnError = Callable[[PelicartError, int, Request | None, Wiring], Response]


def endpoint(run: Endpoint, on_error: OnError) -> Handler:
    """The Lambda handler that runs this endpoint; `on_error` makes an error's answer."""

    def handler(event: Event, _context: object) -> dict[str, Any]:
        try:
            wired = wiring()
            https = wired.origin.startswith("https:")
        except PelicartError as wrong:
            log(logging.ERROR, wrong.code, **wrong.ids)
            return answer(plain(500, wrong.code), headers((), https=True))
        edge = Edge(
            lambda: headers(wired.origins, https=https),
            lambda wrong, status, request: answered(wrong, status, request, wired),
        )
        return serve(event, lambda request: run(wired.admitted(request), wired), edge)

    def answered(
        wrong: PelicartError, status: int, request: Request | None, wired: Wiring
    ) -> Response:
        """Who comes past the CDN gets a word: a page would cost a read of the table."""
        past = isinstance(wrong, PastTheCdn)
        return (bare if past else on_error)(wrong, status, request, wired)

    return handler


def bare(wrong: PelicartError, status: int, _request: Request | None, _wired: Wiring) -> Response:
    """For programs that call us: the status and the error's code."""
    return plain(status, wrong.code)
