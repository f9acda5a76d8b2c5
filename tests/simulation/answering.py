"""The product's endpoints, run in this process; and its log, which must tell no secret."""

from __future__ import annotations

import base64
import json
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.simulation import shop

from pelicart.checkout.quoteform import packed
from pelicart.endpoints import checkout, order, payment_notice, payment_return
from pelicart.entry import bare
from pelicart.errorpage import error_page
from pelicart.quote import quote_from
from pelicart.web import Edge, headers, serve

if TYPE_CHECKING:
    from tests.simulation.world import World

ENDPOINTS = {
    "/shop/checkout": (checkout, error_page),
    "/shop/return": (payment_return, payment_return._on_error),
    "/shop/notice": (payment_notice, payment_notice._on_error),
    "/shop/order": (order, error_page),
}
assert bare  # what a notice falls back to


def answers(world: World, event: dict[str, Any]) -> dict[str, Any]:
    """What the function of this path answers."""
    path = event["rawPath"]
    module, on_error = next(ENDPOINTS[start] for start in ENDPOINTS if path.startswith(start))
    wired = world.wired
    edge = Edge(
        lambda: headers((), https=True),
        lambda wrong, status, request: on_error(wrong, status, request, wired),
    )
    return serve(event, lambda request: module.run(request, wired), edge)


def cheapened(lines: str) -> str:
    """The quote of a review page's form with every price at one cent."""
    quote = quote_from(json.loads(zlib.decompress(base64.urlsafe_b64decode(lines))))
    cheap = tuple(replace(line, unit=1) for line in quote.lines)
    return packed(replace(quote, lines=cheap, total=sum(line.quantity for line in cheap)))


class _Listening(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


LISTENING = _Listening()


@contextmanager
def listening() -> Iterator[None]:
    """While it lasts, the product's log is looked at and goes nowhere else."""
    log = logging.getLogger("pelicart")
    before, log.propagate = log.propagate, False
    log.addHandler(LISTENING)
    try:
        yield
    finally:
        log.removeHandler(LISTENING)
        log.propagate = before


def overheard() -> list[str]:
    """What the log says that it must not: a crash, or something personal."""
    lines, LISTENING.lines = LISTENING.lines, []
    return [
        line
        for line in lines
        if '"event": "crash"' in line or any(secret in line for secret in shop.SECRETS)
    ]
