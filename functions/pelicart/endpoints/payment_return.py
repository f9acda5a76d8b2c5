"""GET POST /shop/return/{provider}: the browser comes back; what it says is never evidence."""

from __future__ import annotations

import logging

from pelicart.entry import endpoint
from pelicart.errors import PelicartError, ProviderDown, ProviderRefused, Raced
from pelicart.payments.base import PaymentModule
from pelicart.settle import read_order, settle
from pelicart.web import Request, Response, log, see_other
from pelicart.wiring import Wiring


def run(request: Request, wired: Wiring) -> Response:
    """303 to the order's page, after one look at the provider.

    The token says which order; whether it is paid only the provider says. If that fails the page
    shows that the payment is being confirmed, and the notice or reconcile finish it.
    """
    request.allow("GET", "POST")
    now = wired.now()
    claims = wired.keys.verify("return", request.query.get("token", ""), now)
    order = read_order(wired.store, str(claims["sub"]))
    session = order.session or request.query.get("session_id", "")
    if session:
        _settle(wired, wired.module(order.module), order.id, session)
    token = wired.keys.sign("order", order.id, now)
    outcome = "?outcome=back" if "back" in request.query else ""
    return see_other(f"/shop/order/{token}{outcome}")


def _settle(wired: Wiring, module: PaymentModule, order_id: str, session: str) -> None:
    try:
        payment = module.look_up(session)
        if payment.order == order_id:
            settle(wired.store, payment, wired.now(), "return")
    except (ProviderDown, ProviderRefused, Raced) as later:
        log(logging.WARNING, later.code, order=order_id)


def _to_error_page(
    _wrong: PelicartError, _status: int, _request: Request | None, _wired: Wiring
) -> Response:
    """A return we can't read ends on the order page's own error, which can be rendered."""
    return see_other("/shop/order/-")


handler = endpoint(run, _to_error_page)
