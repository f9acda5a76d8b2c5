"""GET POST /shop/return/{provider}: the browser comes back; what it says is never evidence."""

from __future__ import annotations

import logging

from pelicart.entry import bare, endpoint
from pelicart.errors import BadRequest, PelicartError
from pelicart.logs import log
from pelicart.orders.asking import concluded
from pelicart.orders.stored import read_order
from pelicart.request import Request
from pelicart.routes import order_page
from pelicart.web import Response, see_other
from pelicart.wiring import Wiring


def run(request: Request, wired: Wiring) -> Response:
    """303 to the order's page, after one look at the provider.

    The token says which order; whether it is paid only the provider says. If that fails the page
    shows that the payment is being confirmed, and the notice or reconcile finish it.
    """
    request.allow("GET", "POST")
    claims = wired.keys.verify("return", request.query.get("order", ""), wired.now())
    order_id = str(claims["sub"])
    _settle(wired, order_id, request.query.get("session_id", ""))
    token = wired.keys.sign("order", order_id, wired.now())
    outcome = "back" if "back" in request.query else "done"
    return see_other(f"{order_page(token)}?outcome={outcome}")


def _settle(wired: Wiring, order_id: str, said: str) -> None:
    """One look; a session that isn't this order's changes nothing, nor does a failure.

    The session `said` in the address counts only for an order that has none yet.
    """
    try:
        order = read_order(wired.store, order_id)
        if session := order.session or said:
            module = wired.module(order.module)
            payment = module.look_up(session)
            if payment.order == order.id:
                concluded(wired.store, module, payment, wired.now(), "return")
    except PelicartError as later:
        log(logging.WARNING, later.code, order=order_id)


def _on_error(
    wrong: PelicartError, status: int, request: Request | None, wired: Wiring
) -> Response:
    """A token we can't read ends on the order page's own error: nothing is rendered here."""
    if isinstance(wrong, BadRequest):
        return bare(wrong, status, request, wired)
    return see_other(order_page("-"))


handler = endpoint(run, _on_error)
