"""POST /shop/notice/{provider}: what a provider tells us, verified, settled, acknowledged."""

from __future__ import annotations

import logging
from contextlib import suppress

from pelicart.entry import bare, endpoint
from pelicart.errors import BadRequest, NotFound, PelicartError, UnknownOrder
from pelicart.logs import log
from pelicart.orders.asking import concluded
from pelicart.payments.base import Acknowledgement, Notice, PaymentModule
from pelicart.request import Request
from pelicart.web import Response, plain
from pelicart.wiring import Wiring


def run(request: Request, wired: Wiring) -> Response:
    """The provider's own acknowledgement, only after the durable write.

    An unknown order of ours is an error of 500, so that the notice is sent again.
    """
    request.allow("POST")
    name = _named(request)
    module = wired.module(name)
    notice = module.read_notice(request.body, request.headers, wired.now())
    if notice is not None:
        _settle(wired, module, notice, f"notice:{name}")
        log(logging.INFO, "notice", request, provider=name)  # counted: see `unheard` in overdue
    said = module.acknowledge()
    return _said(said) if said else plain(200, "")


def _settle(wired: Wiring, module: PaymentModule, notice: Notice, by: str) -> None:
    try:
        payment = notice.payment or module.look_up(notice.session)
    except NotFound:
        if notice.order:
            raise
        return  # nothing says that it is ours: another shop may use the same account
    if notice.order and payment.order != notice.order:
        raise BadRequest("the notice names another order than its payment")
    try:
        concluded(wired.store, module, payment, wired.now(), by)
    except NotFound as unknown:
        raise UnknownOrder(order=payment.order, session=payment.session) from unknown


def _said(said: Acknowledgement) -> Response:
    return Response(said.status, said.body, {**said.headers, "content-type": said.content_type})


def _on_error(
    wrong: PelicartError, status: int, request: Request | None, wired: Wiring
) -> Response:
    """In the provider's own words where it has some, else the status and the error's code."""
    with suppress(PelicartError):  # a path that names no module of this shop
        if request and (said := wired.module(_named(request)).acknowledge(wrong)):
            return _said(said)
    return bare(wrong, status, request, wired)


def _named(request: Request) -> str:
    return request.path.rpartition("/")[2]


handler = endpoint(run, _on_error)
