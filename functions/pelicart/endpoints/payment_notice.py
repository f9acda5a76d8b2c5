"""POST /shop/notice/{provider}: what a provider tells us, verified, settled, acknowledged."""

from __future__ import annotations

from pelicart.entry import bare, endpoint
from pelicart.errors import BadRequest
from pelicart.settle import settle
from pelicart.web import Request, Response
from pelicart.wiring import Wiring


def run(request: Request, wired: Wiring) -> Response:
    """The provider's own acknowledgement, only after the durable write.

    An unknown order of ours is an error, so that the notice is sent again.
    """
    request.allow("POST")
    name = request.path.rpartition("/")[2]
    module, now = wired.module(name), wired.now()
    notice = module.read_notice(request.body, request.headers, now)
    if notice is not None:
        payment = notice.payment or module.look_up(notice.session)
        if notice.order and payment.order != notice.order:
            raise BadRequest("the notice names another order than its payment")
        settle(wired.store, payment, now, f"notice:{name}")
    said = module.acknowledge()
    return Response(said.status, said.body, {"content-type": said.content_type})


handler = endpoint(run, bare)
