"""The stand-in as one WSGI application: API, payment page and levers behind one port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from pelicart_infra.local.stripe.clock import Clock
from pelicart_infra.local.stripe.control import Control
from pelicart_infra.local.stripe.desk import Desk
from pelicart_infra.local.stripe.ledger import Ledger
from pelicart_infra.local.stripe.notices import Notices
from pelicart_infra.local.stripe.page import PaymentPage
from pelicart_infra.local.stripe.refusal import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOSTS = frozenset({"localhost", "127.0.0.1"})

_ROUTES = Map([
    Rule("/v1/<path:path>", endpoint="api"),
    Rule("/c/pay/<named>", methods=["GET"], endpoint="show"),
    Rule("/c/pay/<named>", methods=["POST"], endpoint="act"),
    Rule("/c/done/<named>", methods=["GET"], endpoint="done"),
    Rule("/", methods=["GET"], endpoint="overview"),
    Rule("/_control/ledger", methods=["GET"], endpoint="books"),
    Rule("/_control/deliveries", methods=["GET"], endpoint="deliveries"),
    Rule("/_control/mode", methods=["GET", "POST"], endpoint="mode"),
    Rule("/_control/clock", methods=["GET", "POST"], endpoint="time"),
    Rule(
        "/_control/sessions/<named>/<any(confirm, fail, refund, expire):action>",
        methods=["POST"],
        endpoint="session",
    ),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandIn:
    """The application; a request by another name than this machine's is none of ours."""

    desk: Desk
    pages: PaymentPage
    control: Control

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        try:
            answer: Response | HTTPException = self._answer(request)
        except HTTPException as wrong:
            answer = wrong
        except Refusal as refusal:
            answer = Response(f"{refusal}\n", refusal.status, content_type="text/plain")
        return answer(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.host.rpartition(":")[0] not in HOSTS:
            raise Refusal("The stand-in answers on this machine only.", status=421)
        endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
        return self._handlers()[endpoint](request, **values)

    def _handlers(self) -> dict[str, Callable[..., Response]]:
        return {
            "api": self.desk.answer,
            "show": self.pages.show,
            "act": self.pages.act,
            "done": self.pages.done,
            "overview": self.control.overview,
            "books": self.control.books,
            "deliveries": self.control.deliveries,
            "mode": self.control.mode,
            "time": self.control.time,
            "session": self.control.session,
        }


def assemble(page: str, key: str, notices: Notices, clock: Callable[[], float]) -> StandIn:
    """A stand-in with empty books; `page` is the address that session ids are added to."""
    modes, aged, turn = notices.modes, Clock(clock), threading.RLock()
    ledger = Ledger(aged.now, notices.send, lambda named: page + named, live="_live_" in key)
    return StandIn(
        Desk(key, ledger, modes, turn),
        PaymentPage(ledger, modes, turn),
        Control(ledger, modes, notices, aged, turn),
    )
