"""A stand-in as one WSGI application: payment pages and levers, and the provider's own behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

from pelicart_infra.local.standin.control import Control
from pelicart_infra.local.standin.frame import Frame
from pelicart_infra.local.standin.pages import PaymentPages
from pelicart_infra.local.standin.provider import Provider
from pelicart_infra.local.standin.refusal import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOSTS = frozenset({"localhost", "127.0.0.1"})

_ROUTES = Map([
    Rule("/", methods=["GET"], endpoint="overview"),
    Rule("/pay/<session>", methods=["GET"], endpoint="show"),
    Rule("/pay/<session>", methods=["POST"], endpoint="act"),
    Rule("/pay/<session>/done", methods=["GET"], endpoint="done"),
    Rule("/_control/books", methods=["GET"], endpoint="books"),
    Rule("/_control/ledger", methods=["GET"], endpoint="ledger"),
    Rule("/_control/deliveries", methods=["GET"], endpoint="deliveries"),
    Rule("/_control/mode", methods=["GET", "POST"], endpoint="mode"),
    Rule("/_control/clock", methods=["GET", "POST"], endpoint="time"),
    Rule("/_control/sessions/<session>/<action>", methods=["POST"], endpoint="session"),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandIn:
    """The application; a request by another name than this machine's is none of ours."""

    provider: Provider
    frame: Frame

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
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
        except NotFound:
            return self.provider.answer(request)
        return self._handlers()[endpoint](request, **values)

    def _handlers(self) -> dict[str, Callable[..., Response]]:
        pages, control = (one(self.provider, self.frame) for one in (PaymentPages, Control))
        names = {"show": pages, "act": pages, "done": pages}
        return {
            rule.endpoint: getattr(names.get(rule.endpoint, control), rule.endpoint)
            for rule in _ROUTES.iter_rules()
        }
