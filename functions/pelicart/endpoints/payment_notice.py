"""POST /shop/notice/{provider}: what a provider tells us, verified, settled, acknowledged."""

from __future__ import annotations

from pelicart.entry import bare, endpoint
from pelicart.errors import BadRequest, NotFound, UnknownOrder
from pelicart.orders.settle import settle
from pelicart.payments.base import Notice, PaymentModule
from pelicart.request import Request
from pelicart.web import Response
from pelicart.wiring import Wiring


def run(request: Request, wired: Wiring) -> Response:
    """The provider's own acknowledgement, only after the durable write.

    An unknown order of ours is an error of 500, so that the notice is sent again.
    """
    request.allow("POST")
    name = request.path.rpartition("/")[2]
    module = wired.module(name)
    notice = module.read_notice(request.body, request.headers, wired.now())
    if notice is not None:
        _settle(wired, module, notice, f"notice:{name}")
    said = module.acknowledge()
    return Response(said.status, said.body, {"content-type": said.content_type})


def _settle(wired: Wiring, module: PaymentModule, notice: Notice, by: str) -> None:
    payment = notice.payment or module.look_up(notice.session)
    if notice.order and payment.order != notice.order:
        raise BadRequest("the notice names another order than its payment")
    try:
        settle(wired.store, payment, wired.now(), by)
    except NotFound as unknown:
        raise UnknownOrder(order=payment.order, session=payment.session) from unknown


handler = endpoint(run, bare)
