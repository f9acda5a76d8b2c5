"""The mailbox as a page, and levers for people and tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, PackageLoader
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from pelicart_infra.local.mailbox.kept import ANSWERS, Box
from pelicart_infra.local.standin.application import HOSTS
from pelicart_infra.local.standin.pages import TEMPLATES, see_other
from pelicart_infra.local.standin.refusal import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PLACES = ("pelicart_infra.local.mailbox", "pelicart_infra.local.standin")
_LOOKS = ChoiceLoader([PackageLoader(place) for place in _PLACES])
_TEMPLATES = TEMPLATES.overlay(loader=_LOOKS)

MAIL_POLICY = (
    "sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'self'"
)
"""What a mail program allows of a mail: its looks, and following a link."""

_OUT = '<base target="_top">'
_ROUTES = Map([
    Rule("/", methods=["GET"], endpoint="overview"),
    Rule("/mails/<int:number>", methods=["GET"], endpoint="show"),
    Rule("/mails/<int:number>/html", methods=["GET"], endpoint="html"),
    Rule("/mails/<int:number>/source", methods=["GET"], endpoint="source"),
    Rule("/_control/mails", methods=["GET", "DELETE"], endpoint="mails"),
    Rule("/_control/mode", methods=["GET", "POST"], endpoint="mode"),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A WSGI application; a request by another name than this machine's is none of ours."""

    box: Box

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

    def overview(self, _request: Request) -> Response:
        """The mails, the newest first."""
        mode = self.box.mode()
        return _page("mailbox.html", mails=self.box.mails(), mode=mode, answers=ANSWERS)

    def show(self, _request: Request, number: int) -> Response:
        """One mail: its head, its text and its looks."""
        return _page("mail.html", mail=self.box.mail(number))

    def html(self, _request: Request, number: int) -> Response:
        """Its HTML, as a mail program shows it: no script, nothing from elsewhere."""
        text = self.box.mail(number).part("html")
        head, tag, rest = text.partition("<head>")
        # Its links lead out of the frame that the page shows it in.
        text = f"{head}{tag}{_OUT}{rest}" if tag else f"{_OUT}{text}"
        answer = Response(text, content_type="text/html; charset=utf-8")
        answer.headers["content-security-policy"] = MAIL_POLICY
        return answer

    def source(self, _request: Request, number: int) -> Response:
        """The bytes as they came."""
        return Response(self.box.mail(number).raw, content_type="text/plain; charset=utf-8")

    def mails(self, request: Request) -> Response:
        """GET reads them all, DELETE throws them away."""
        if request.method == "DELETE":
            self.box.empty()
        return _json([mail.data() for mail in self.box.mails()])

    def mode(self, request: Request) -> Response:
        """GET reads how the mail server behaves, POST changes it."""
        if request.method == "POST":
            self.box.behave(_posted(request))
            if request.mimetype != "application/json":
                return see_other("/")
        return _json(self.box.mode())

    def _answer(self, request: Request) -> Response:
        if request.host.rpartition(":")[0] not in HOSTS:
            raise Refusal("The mailbox answers on this machine only.", status=421)
        endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
        run: Callable[..., Response] = getattr(self, endpoint)
        answer = run(request, **values)
        answer.headers["cache-control"] = "no-store"
        answer.headers["x-content-type-options"] = "nosniff"
        return answer


def _posted(request: Request) -> dict[str, Any]:
    if request.mimetype != "application/json":
        return {name: value for name, value in request.form.items() if value}
    try:
        data = json.loads(request.get_data() or b"{}")
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Refusal("Post a JSON object.")
    return data


def _page(template: str, **values: object) -> Response:
    html = _TEMPLATES.get_template(template).render(name="a mail server", **values)
    return Response(html, content_type="text/html; charset=utf-8")


def _json(data: object) -> Response:
    return Response(json.dumps(data, indent=2), content_type="application/json")
